import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { EngineAddress } from '../lib/backup/dump.ts';
import { openDatabase } from '../lib/database.ts';
import { EnvError, loadEnvFiles } from '../lib/env.ts';
import { gatewayOf } from '../lib/gateway.ts';
import { type Logger, openLogger } from '../lib/logger.ts';
import { openMetrics } from '../lib/metrics.ts';
import { closeOnSignal } from '../lib/shutdown.ts';
import { openStore } from '../lib/store.ts';
import { openTemporal } from '../lib/temporal.ts';
import { buildActivities, type WorkerPorts } from './activities.ts';
import { scheduleBackup } from './backup/schedule.ts';
import { type Config, readConfig } from './config.ts';
import { temporalLogger } from './logger.ts';
import { WorkerLoop } from './worker-loop.ts';

loadEnvFiles();
await start(configOrExit());

async function start(config: Config): Promise<void> {
  const logger = openLogger('worker', config.LOG_LEVEL);
  Runtime.install({
    // Signals are ours to handle; by default the runtime would shut workers down by itself.
    shutdownSignals: [],
    logger: temporalLogger(logger),
    // The native core would write to stdout by itself, and not in JSON.
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) },
    },
  });
  const database = openDatabase(config.PG_DATABASE_URL, (error) =>
    logger.warn({ err: error }, 'a connection broke'),
  );
  const temporal = openTemporal(config.TEMPORAL_ADDRESS, config.TEMPORAL_NAMESPACE);
  const loop = new WorkerLoop(config.TEMPORAL_ADDRESS, config.TEMPORAL_NAMESPACE, logger);
  listenForHealth(config, loop, logger);
  closeOnSignal(logger, async () => {
    await loop.close();
    await Promise.all([database.close(), temporal.close()]);
  });

  const bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    logger: temporalLogger(logger),
  });
  const engine = engineOf(config);
  const isScheduled = engine !== undefined && config.BACKUP_SCHEDULE !== 'never';
  if (!isScheduled) logger.warn('nothing is backed up at night: see BACKUP_SCHEDULE');
  const ports: WorkerPorts = {
    database,
    databaseUrl: config.PG_DATABASE_URL,
    engine,
    gateway: gatewayOf(config, config.HANDLERS_URL),
    store: openStore(config, config.S3_BUCKET),
    backups: openStore(config, config.S3_BACKUP_BUCKET, { isVersioned: true }),
  };
  await loop.run(bundle, buildActivities(ports), () =>
    scheduleBackup(temporal, isScheduled ? config.BACKUP_SCHEDULE : undefined),
  );
}

function listenForHealth(
  { WORKER_HOST: host, WORKER_PORT: port }: Config,
  loop: WorkerLoop,
  logger: Logger,
): void {
  const metrics = openMetrics();
  const health = createServer(async (request, response) => {
    if (request.url === '/metrics')
      return response
        .writeHead(200, { 'content-type': metrics.contentType })
        .end(await metrics.text());
    response
      .writeHead(loop.isPolling ? 200 : 503, { 'content-type': 'application/json' })
      .end(JSON.stringify({ isPolling: loop.isPolling }));
  });
  health.on('error', (error) => {
    logger.fatal({ err: error }, `cannot listen on port ${port} (WORKER_PORT)`);
    process.exit(1);
  });
  health.listen(port, host);
}

function engineOf(config: Config): EngineAddress | undefined {
  const { HASURA_GRAPHQL_ENDPOINT: endpoint, HASURA_GRAPHQL_ADMIN_SECRET: adminSecret } = config;
  return endpoint === undefined || adminSecret === undefined
    ? undefined
    : { endpoint, adminSecret };
}

function configOrExit(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`worker: ${error.message}\n`);
    process.exit(1);
  }
}
