import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { z } from 'zod';
import { openDatabase } from '../lib/database.ts';
import {
  EnvError,
  GATEWAY_ENV,
  loadEnvFiles,
  port,
  readEnv,
  SHARED_ENV,
  STORE_ENV,
} from '../lib/env.ts';
import { gatewayOf } from '../lib/gateway.ts';
import { openLogger } from '../lib/logger.ts';
import { openMetrics } from '../lib/metrics.ts';
import { closeOnSignal } from '../lib/shutdown.ts';
import { openStore } from '../lib/store.ts';
import { buildActivities } from './activities.ts';
import { temporalLogger } from './logger.ts';
import { WorkerLoop } from './worker-loop.ts';

const SHAPE = {
  ...SHARED_ENV,
  ...STORE_ENV,
  ...GATEWAY_ENV,
  HANDLERS_URL: z.url().default('http://127.0.0.1:3000'),
  WORKER_HOST: z.string().default('127.0.0.1'),
  WORKER_PORT: port.default(9073),
} as const;

loadEnvFiles();
await start(configOrExit());

async function start(config: ReturnType<typeof configOrExit>): Promise<void> {
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
  const loop = new WorkerLoop(config.TEMPORAL_ADDRESS, config.TEMPORAL_NAMESPACE, logger);
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
    logger.fatal({ err: error }, `cannot listen on port ${config.WORKER_PORT} (WORKER_PORT)`);
    process.exit(1);
  });
  health.listen(config.WORKER_PORT, config.WORKER_HOST);
  closeOnSignal(logger, async () => {
    await loop.close();
    await database.close();
  });

  const bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    logger: temporalLogger(logger),
  });
  const gateway = gatewayOf(config, config.HANDLERS_URL);
  const store = openStore(config, config.S3_BUCKET);
  await loop.run(bundle, buildActivities({ database, gateway, store }));
}

function configOrExit() {
  try {
    return readEnv(SHAPE);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`worker: ${error.message}\n`);
    process.exit(1);
  }
}
