/** GET /v1/metrics: what Prometheus reads. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { EngineError } from '../base/error.ts';
import type { Authenticator } from '../session/authenticate.ts';
import { headerPairs, type Request } from './message.ts';
import type { Route } from './router.ts';

export interface MetricsOptions {
  /** In the text format. */
  print(): Promise<string>;
  /** HASURA_GRAPHQL_METRICS_SECRET: a bearer token. Without one the admin secret is asked for, where there is one. */
  readonly secret: string | undefined;
  readonly authenticator: Authenticator;
}

export const metricsRoute = (options: MetricsOptions): Route => ({
  method: 'GET',
  path: '/v1/metrics',
  async handle(request) {
    await refuseStrangers(request, options);
    return {
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: await options.print(),
    };
  },
});

async function refuseStrangers(
  request: Request,
  { secret, authenticator }: MetricsOptions,
): Promise<void> {
  if (secret !== undefined) {
    const token = /^bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined && isSame(token, secret)) return;
    throw new EngineError('access-denied', 'invalid metrics secret');
  }
  const { session } = await authenticator.authenticate(headerPairs(request));
  if (!session.isAdmin) throw new EngineError('access-denied', 'only admins may read the metrics');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
