import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { buildActivities, type WorkerPorts } from '../../../workflows/activities.ts';
import { TASK_QUEUE } from '../../../workflows/queue.ts';

export const HISTORIES = fileURLToPath(new URL('./history/', import.meta.url));
const { History } = temporal.api.history.v1;

/**
 * RECORD_HISTORIES=1 writes the histories that are not there yet. One that is there was written by the code of its day:
 * it is removed only when no workflow of that day can still be running.
 */
const isRecording = Boolean(process.env['RECORD_HISTORIES']);

/** What an activity was asked, and at which minute of the server's clock. */
export type Call = readonly [minute: number, activity: string, ...args: unknown[]];

export interface Started extends WorkflowHandle {
  /** Its result, when it has ended; its history is kept under this name. */
  closed(name: string): Promise<unknown>;
}

/** Workflows on a server that skips time, with activities that only note what they are asked. */
export class Bench {
  readonly env: TestWorkflowEnvironment;
  readonly #worker: Worker;
  readonly #running: Promise<void>;
  #calls: Call[] = [];
  #answers: unknown[] = [];
  #begun = 0;
  #count = 0;

  static async open(serverFile: string, workflowBundle: WorkflowBundle): Promise<Bench> {
    const env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: serverFile } },
    });
    return await new Promise((resolve, reject) => {
      let bench: Bench;
      const noting = (name: string) => [
        name,
        (...args: unknown[]): Promise<unknown> => bench.#note(name, args),
      ];
      // Made without anything to reach: only the names are wanted.
      const names = Object.keys(buildActivities({} as WorkerPorts));
      Worker.create({
        connection: env.nativeConnection,
        taskQueue: TASK_QUEUE,
        workflowBundle,
        activities: Object.fromEntries(names.map(noting)),
      }).then((worker) => {
        bench = new Bench(env, worker);
        resolve(bench);
      }, reject);
    });
  }

  private constructor(env: TestWorkflowEnvironment, worker: Worker) {
    this.env = env;
    this.#worker = worker;
    this.#running = worker.run();
  }

  async close(): Promise<void> {
    this.#worker.shutdown();
    await this.#running;
    await this.env.teardown();
  }

  /** What activities were asked since the last `start`, in order. */
  get calls(): readonly Call[] {
    return this.#calls;
  }

  /** A number that no other workflow of this bench has. */
  next(): number {
    return ++this.#count;
  }

  /** An instant so many minutes from now, from which the minutes of `calls` are counted. */
  async inMinutes(minutes: number): Promise<string> {
    this.#begun = await this.env.currentTimeMs();
    return this.later(minutes);
  }

  /** An instant so many minutes after the one that `inMinutes` counted from. */
  later(minutes: number): string {
    return new Date(this.#begun + minutes * 60_000).toISOString();
  }

  /** Starts a workflow. Its activities give these answers in turn; the last one goes on. */
  async start(
    { type }: { readonly type: string },
    workflowId: string,
    arg: unknown,
    ...answers: unknown[]
  ): Promise<Started> {
    this.#calls = [];
    this.#answers = answers;
    const handle = await this.env.client.workflow.start(type, {
      workflowId,
      taskQueue: TASK_QUEUE,
      args: arg === undefined ? [] : [arg],
    });
    return Object.assign(handle, {
      async closed(name: string): Promise<unknown> {
        const result: unknown = await handle.result();
        const history = await handle.fetchHistory();
        const file = `${HISTORIES}${name}.bin`;
        if (isRecording && !existsSync(file)) writeFileSync(file, History.encode(history).finish());
        return result;
      },
    });
  }

  async #note(name: string, args: readonly unknown[]): Promise<unknown> {
    const elapsedMs = (await this.env.currentTimeMs()) - this.#begun;
    this.#calls.push([Math.round(elapsedMs / 6_000) / 10, name, ...args]);
    const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
    if (answer instanceof Error) throw answer;
    return answer;
  }
}
