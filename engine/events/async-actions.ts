/** Runs the asynchronous actions that were noted in `hdb_action_log`, until it is closed. */
import { setMaxListeners } from 'node:events';
import { EngineError, toApiError } from '../base/error.ts';
import { parseJson, stringifyJson } from '../base/json.ts';
import { checkAnswer } from '../execute/action.ts';
import { type ActionRuntime, callAction } from '../execute/action-webhook.ts';
import type { ActionOutput } from '../ir/action.ts';
import type { Action } from '../metadata/model.ts';
import type { Header } from '../webhook/request.ts';
import { arrayText } from './array-text.ts';

const FETCH = `
WITH taken AS (
  UPDATE hdb_catalog.hdb_action_log SET status = 'processing'
  WHERE id = ANY (ARRAY(
    SELECT id FROM hdb_catalog.hdb_action_log
    WHERE status = 'created' ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED))
  RETURNING *
)
SELECT json_build_object('id', id, 'name', action_name, 'input', input_payload,
  'headers', request_headers, 'session', session_variables) FROM taken`;
const COMPLETE = `
UPDATE hdb_catalog.hdb_action_log
SET response_payload = $2, status = 'completed', response_received_at = now() WHERE id = $1::uuid`;
const FAIL = `
UPDATE hdb_catalog.hdb_action_log
SET errors = $2, status = 'error', response_received_at = now() WHERE id = $1::uuid`;
/** Gives back those of $1 that were cut off. */
const GIVE_BACK = `
UPDATE hdb_catalog.hdb_action_log SET status = 'created'
WHERE id = ANY ($1::uuid[]) AND status = 'processing'`;
/** Gives back those of instances that died: only while no other lives. */
export const GIVE_BACK_ALL_ACTIONS = `
UPDATE hdb_catalog.hdb_action_log SET status = 'created' WHERE status = 'processing'`;

interface Noted {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  readonly headers: readonly Header[];
  readonly session: Readonly<Record<string, string>>;
}

export interface AsyncActionsOptions {
  readonly runtime: ActionRuntime;
  readonly action: (name: string) => Action | undefined;
  /** What the action's webhook must answer with. */
  readonly output: (action: Action) => ActionOutput;
  readonly batchSize: number;
  /** 0: none are run. */
  readonly intervalMs: number;
}

export class AsyncActions {
  readonly #options: AsyncActionsOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #cut = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #polled: Promise<void> = Promise.resolve();
  #isPolling = false;
  #isStopping = false;

  constructor(options: AsyncActionsOptions) {
    this.#options = options;
    setMaxListeners(0, this.#cut.signal); // one for every action on its way
  }

  start(): void {
    const { intervalMs } = this.#options;
    if (intervalMs > 0) this.#timer = setInterval(() => this.wake(), intervalMs);
  }

  wake(): void {
    if (this.#isPolling || this.#isStopping) return;
    this.#isPolling = true;
    this.#polled = this.#poll()
      .catch((error) => this.#complain(error))
      .finally(() => {
        this.#isPolling = false;
      });
  }

  /** As EventDelivery.close. */
  async close(graceMs: number): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#polled;
    const cut = setTimeout(() => this.#cut.abort(), graceMs);
    await Promise.all(this.#running.values());
    clearTimeout(cut);
  }

  async #poll(): Promise<void> {
    const { runtime, batchSize } = this.#options;
    const { rows } = await runtime.metadataPool.write(FETCH, [String(batchSize)]);
    for (const [cell] of rows) {
      const noted = parseJson(cell?.toString('utf8') ?? 'null') as Noted;
      const running = this.#run(noted)
        .catch((error) => this.#complain(error))
        .finally(() => this.#running.delete(noted.id));
      this.#running.set(noted.id, running);
    }
  }

  async #run(noted: Noted): Promise<void> {
    const { metadataPool: pool } = this.#options.runtime;
    try {
      const value = await this.#call(noted);
      await pool.write(COMPLETE, [noted.id, stringifyJson(value)]);
    } catch (error) {
      if (this.#cut.signal.aborted) {
        await pool.write(GIVE_BACK, [arrayText([noted.id])]);
        return;
      }
      const told = error instanceof EngineError ? error : unexpected(error);
      await pool.write(FAIL, [noted.id, stringifyJson(describe(told))]);
    }
  }

  async #call({ name, input, headers, session }: Noted): Promise<unknown> {
    const { runtime, action: find, output } = this.#options;
    const action = find(name);
    if (!action) throw new EngineError('not-exists', `action with name "${name}" does not exist`);
    const requestId = headers.find(([header]) => header.toLowerCase() === 'x-request-id')?.[1];
    const call = {
      input,
      sessionVariables: session,
      clientHeaders: headers,
      query: null,
      requestId,
    };
    const work = () => callAction(action, call, runtime, this.#cut.signal);
    const about = { name: `Async action: ${name}`, kind: 'consumer', parent: headers } as const;
    const answer = await (runtime.tracer?.isOn ? runtime.tracer.span(about, work) : work());
    checkAnswer(answer.value, output(action), answer.details.internal);
    return answer.value;
  }

  #complain(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#options.runtime.log.write('async-action-log', 'error', { message });
  }
}

const unexpected = (error: unknown): EngineError =>
  new EngineError('unexpected', error instanceof Error ? error.message : String(error));

/** As the original keeps an error; whoever is no admin is not shown `internal`. */
function describe(error: EngineError): unknown {
  const shown = toApiError(error, { showInternal: true });
  const code = error.details.extensions?.['code'];
  return typeof code === 'string' ? { ...shown, code } : shown;
}
