/** What the engine is busy with, for administrators who develop: the original's `/dev/*`, served when the API `developer` is enabled. */
import { EngineError } from '../base/error.ts';
import { planCounts } from '../graphql/plan-cache.ts';
import type { Live } from '../live/live.ts';
import type { Authenticator } from '../session/authenticate.ts';
import { headerPairs, json, type Request } from './message.ts';
import type { Route } from './router.ts';

export interface DevOptions {
  readonly authenticator: Authenticator;
  readonly subscriptions: Live['stats'];
}

export function devRoutes({ authenticator, subscriptions }: DevOptions): readonly Route[] {
  const get = (path: string, tell: () => unknown): Route => ({
    method: 'GET',
    path,
    async handle(request) {
      await requireAdmin(request, authenticator);
      return json(tell());
    },
  });
  return [
    get('/dev/ekg', () => ({
      uptime_seconds: process.uptime(),
      memory_bytes: process.memoryUsage(),
      cpu_microseconds: process.cpuUsage(),
    })),
    get('/dev/plan_cache', () => planCounts),
    get('/dev/subscriptions', () => subscriptions().map(({ query: _, ...rest }) => rest)),
    get('/dev/subscriptions/extended', subscriptions),
  ];
}

async function requireAdmin(request: Request, authenticator: Authenticator): Promise<void> {
  const { session } = await authenticator.authenticate(headerPairs(request));
  if (session.role === 'admin') return;
  throw new EngineError(
    'access-denied',
    'You have to be an admin to access this endpoint',
    [],
    400,
  );
}
