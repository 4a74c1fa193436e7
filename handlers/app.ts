import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Database } from '../lib/database.ts';
import { paymentSecretOf, STUB_GATEWAY } from '../lib/gateway.ts';
import type { Logger } from '../lib/logger.ts';
import { type Metrics, openMetrics } from '../lib/metrics.ts';
import { TemporalAbsent } from '../lib/temporal.ts';
import type { Config } from './config.ts';
import { buildHealth } from './health.ts';
import { buildUploadForm } from './media/form.ts';
import { providersOf } from './oauth/provider.ts';
import { buildOauth } from './oauth/routes.ts';
import { publicUrlOf } from './open.ts';
import { buildAccountPages } from './pages/account.ts';
import { buildDemo } from './pages/demo.ts';
import { buildSharePage } from './pages/share.ts';
import { buildPaymentCallback } from './payments/callback.ts';
import { buildStubGateway } from './payments/stub.ts';
import type { Ports } from './ports.ts';
import { actions, crons, events } from './routes.ts';
import { type Language, languageOfAccount } from './words/language.ts';

declare module 'express-serve-static-core' {
  interface Request {
    /** Tagged with the request's id. */
    log: Logger;
    /** Asked for when something is refused: the good path knows no language. */
    languageOf(accountId: number | undefined): Promise<Language>;
  }
}

/** Hasura puts no bound on a payload; an event carries two whole rows. */
const BODY_SIZE_MAX = '5mb';

/** How long the engine is asked to wait before it repeats an event that needs a Temporal server. */
const TEMPORAL_RETRY_SECONDS = 5;

/** All routes, behind the secret that only the engine knows. Health is open: it tells nothing of the data. */
export function buildApp(config: Config, ports: Ports): Express {
  const health = buildHealth(ports);
  const app = express().disable('x-powered-by');
  const metrics = openMetrics();
  measureRates(metrics, ports.database);
  app.use(logged(ports.logger, metrics), speaking(ports.database));
  app.get('/livez', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/healthz', health.healthz);
  app.get('/readyz', health.readyz);
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });

  // Gateways know no secret of ours: they sign what they say.
  app.use(buildPaymentCallback(ports.database, paymentSecretOf(config)));
  if (ports.gateway.name === STUB_GATEWAY)
    app.use(
      '/gateway',
      buildStubGateway(paymentSecretOf(config), `${ports.rules.handlersUrl}/gateway`),
    );

  app.use(buildOauth(providersOf(config), ports, publicUrlOf(config)));
  app.use(buildUploadForm(ports, ports.tokens, publicUrlOf(config)));
  app.use(buildAccountPages(ports), buildSharePage(ports));
  if (config.DEMO_PAGES === 'on') app.use(buildDemo());

  const webhooks = { actions: actions(ports, health), events: events(ports), cron: crons(ports) };
  for (const [kind, handlers] of Object.entries(webhooks)) {
    app.use(`/${kind}`, secretOnly(config.HANDLERS_SECRET), express.json({ limit: BODY_SIZE_MAX }));
    for (const [name, handler] of Object.entries<RequestHandler>(handlers))
      app.post(`/${kind}/${name}`, handler);
  }
  app.use((_request, response) => {
    response.status(404).json({ message: 'no such handler', extensions: { code: 'not-found' } });
  });
  app.use(failed);
  return app;
}

/** While the source of rates is away the last ones stay in use, and this grows. */
function measureRates(metrics: Metrics, database: Database): void {
  metrics.measure(
    'currency_rate_age_seconds',
    'Time since currency rates were fetched last.',
    async () =>
      (
        await database.row<{ age: number | null }>(
          'SELECT extract(epoch FROM now() - max(fetched_at))::float8 AS age FROM currency_rate',
        )
      )?.age ?? undefined,
  );
}

/** Gives each request a logger that says which one it is, and notes how it ended. */
function logged(logger: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    request.log = logger.child({ requestId: request.get('x-request-id') ?? randomUUID() });
    const began = performance.now();
    response.on('finish', () => {
      // The route and not the path: who tries paths at random must not fill the registry.
      const route: unknown = request.route?.path;
      const handler = typeof route === 'string' ? `${request.baseUrl}${route}` : 'none';
      const seconds = (performance.now() - began) / 1_000;
      metrics.answered(handler, request.method, response.statusCode, seconds);
      const entry = {
        path: request.path,
        status: response.statusCode,
        ms: Math.round(seconds * 1_000),
      };
      // Probes come every few seconds and say nothing while they succeed.
      const level =
        response.statusCode >= 500 ? 'error' : request.method === 'GET' ? 'debug' : 'info';
      request.log[level](entry, 'answered');
    });
    next();
  };
}

/** A refusal is handed on whatever happens: where the language cannot be found it is English. */
function speaking(database: Database): RequestHandler {
  return (request, _response, next) => {
    request.languageOf = async (accountId) => {
      try {
        return accountId === undefined ? 'en' : await languageOfAccount(database, accountId);
      } catch (error) {
        request.log.warn({ err: error, accountId }, 'refused in English');
        return 'en';
      }
    };
    next();
  };
}

/** Refuses whoever does not know the secret. Digests are compared, so that neither length nor content leaks by time. */
function secretOnly(secret: string): RequestHandler {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = hash(secret);
  return (request, response, next) => {
    if (timingSafeEqual(hash(request.get('x-handlers-secret') ?? ''), expected)) return next();
    response.status(401).json({
      message: 'X-Handlers-Secret is missing or wrong',
      extensions: { code: 'unauthorized' },
    });
  };
}

/** The last stop of every error that is not a refusal. The caller is told no more than whose fault it was. */
const failed: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  if (error instanceof TemporalAbsent) {
    request.log.warn(error.message);
    response
      .status(503)
      .set('Retry-After', String(TEMPORAL_RETRY_SECONDS))
      .json({ message: error.message, extensions: { code: 'temporal-absent' } });
    return;
  }
  // What express.json refuses (malformed, too large) carries a 4xx of its own.
  const status = (error as { readonly status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    response
      .status(status)
      .json({ message: String((error as Error).message), extensions: { code: 'bad-request' } });
    return;
  }
  request.log.error({ err: error }, 'failed');
  response
    .status(500)
    .json({ message: 'internal server error', extensions: { code: 'internal-error' } });
};
