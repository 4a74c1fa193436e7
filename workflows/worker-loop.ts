import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker, type WorkflowBundle } from '@temporalio/worker';
import type { Logger } from '../lib/logger.ts';
import { TASK_QUEUE } from './queue.ts';

/** How long a worker that lost its server waits before it asks again. */
const RECONNECT_MS = 1_000;

/**
 * A task of a workflow that a dead worker had in its cache waits this long for it, before any other may take it.
 * Ten seconds by default: a reminder that falls due in a restart would be that late.
 */
const STICKY_TIMEOUT = '1 second';

/** Below what the process has for its shutdown: activities are short, and those cut off are run again. */
const GRACE = '5 seconds';

/** Polls for work, connects as long as it takes, and connects again after every loss, until it is closed. */
export class WorkerLoop {
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

  /** `onReady` is run after every connection: whatever it makes may be gone with a server that lost its data. */
  run(
    bundle: WorkflowBundle,
    activities: object,
    onReady: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    this.#ended = this.#untilClosed(bundle, activities, onReady);
    return this.#ended;
  }

  async #untilClosed(
    bundle: WorkflowBundle,
    activities: object,
    onReady: () => Promise<void>,
  ): Promise<void> {
    let isSilent = false; // an absent server is said once, not every second
    while (!this.#isClosing) {
      try {
        await this.#session(bundle, activities, onReady);
        isSilent = false;
      } catch (error) {
        if (!isSilent) this.#logger.warn({ err: error }, `no Temporal server at ${this.#address}`);
        isSilent = true;
        await sleep(RECONNECT_MS);
      }
    }
  }

  async #session(
    bundle: WorkflowBundle,
    activities: object,
    onReady: () => Promise<void>,
  ): Promise<void> {
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
      onReady().catch((error: unknown) =>
        this.#logger.warn({ err: error }, 'the schedules are not as they should be'),
      );
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
