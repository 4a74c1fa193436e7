import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker';
import { z } from 'zod';
import { openDatabase } from '../lib/database.ts';
import { EnvError, loadEnvFiles, port, readEnv, SHARED_ENV } from '../lib/env.ts';
import { type Logger, openLogger } from '../lib/logger.ts';
import { closeOnSignal } from '../lib/shutdown.ts';
import { TASK_QUEUE } from './queue.ts';
import { reminderActivities } from './reminder/activities.ts';

const SHAPE = {
  ...SHARED_ENV,
  WORKER_HOST: z.string().default('127.0.0.1'),
  WORKER_PORT: port.default(9073),
} as const;

/** How long a worker that lost its server waits before it asks again. */
const RECONNECT_MS = 1_000;

/**
 * A task of a workflow that a dead worker had in its cache waits this long for it, before any other may take it.
 * Ten seconds by default: a reminder that falls due in a restart would be that late.
 */
const STICKY_TIMEOUT = '1 second';

/** Below what the process has for its shutdown: activities are short, and those cut off are run again. */
const GRACE = '5 seconds';

loadEnvFiles();
await start(configOrExit());

async function start(config: ReturnType<typeof configOrExit>): Promise<void> {
  const logger = openLogger('worker', config.LOG_LEVEL);
  Runtime.install({
    // Signals are ours to handle; by default the runtime would shut workers down by itself.
    shutdownSignals: [],
    logger: temporalLogger(logger),
  });
  const database = openDatabase(config.PG_DATABASE_URL, (error) =>
    logger.warn({ err: error }, 'a connection broke'),
  );
  const loop = new WorkerLoop(config.TEMPORAL_ADDRESS, config.TEMPORAL_NAMESPACE, logger);
  const health = createServer((_request, response) => {
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
  await loop.run(bundle, { ...reminderActivities(database) });
}

/** Polls for work, connects as long as it takes, and connects again after every loss, until it is closed. */
class WorkerLoop {
  readonly #address: string;
  readonly #namespace: string;
  readonly #logger: Logger;
  #worker: Worker | undefined;
  #isClosing = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(address: string, namespace: string, logger: Logger) {
    this.#address = address;
    this.#namespace = namespace;
    this.#logger = logger;
  }

  get isPolling(): boolean {
    return this.#worker?.getState() === 'RUNNING';
  }

  run(bundle: WorkflowBundle, activities: object): Promise<void> {
    this.#ended = this.#untilClosed(bundle, activities);
    return this.#ended;
  }

  async #untilClosed(bundle: WorkflowBundle, activities: object): Promise<void> {
    let isSilent = false; // an absent server is said once, not every second
    while (!this.#isClosing) {
      try {
        await this.#session(bundle, activities);
        isSilent = false;
      } catch (error) {
        if (!isSilent) this.#logger.warn({ err: error }, `no Temporal server at ${this.#address}`);
        isSilent = true;
        await sleep(RECONNECT_MS);
      }
    }
  }

  async #session(bundle: WorkflowBundle, activities: object): Promise<void> {
    const connection = await NativeConnection.connect({ address: this.#address });
    try {
      this.#worker = await Worker.create({
        connection,
        namespace: this.#namespace,
        taskQueue: TASK_QUEUE,
        workflowBundle: bundle,
        activities,
        stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
        shutdownGraceTime: GRACE,
      });
      if (this.#isClosing) return;
      this.#logger.info({ address: this.#address }, 'worker ready');
      await this.#worker.run();
    } finally {
      this.#worker = undefined;
      await connection.close();
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.isPolling) this.#worker?.shutdown();
    await this.#ended;
  }
}

/** The runtime's words in our log. */
const temporalLogger = (logger: Logger) => ({
  log: (level: string, message: string, meta?: object) =>
    logger[level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'debug'](meta ?? {}, message),
  trace: (message: string, meta?: object) => logger.trace(meta ?? {}, message),
  debug: (message: string, meta?: object) => logger.debug(meta ?? {}, message),
  info: (message: string, meta?: object) => logger.debug(meta ?? {}, message),
  warn: (message: string, meta?: object) => logger.warn(meta ?? {}, message),
  error: (message: string, meta?: object) => logger.error(meta ?? {}, message),
});

function configOrExit() {
  try {
    return readEnv(SHAPE);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`worker: ${error.message}\n`);
    process.exit(1);
  }
}
