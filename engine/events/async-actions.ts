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

/** An action whose lock was not renewed for so long is a dead instance's. */
const LEASE_SECONDS = 30;
const RENEWALS_PER_LEASE = 3;
const LEASE = `now() + interval '${LEASE_SECONDS} seconds'`;

/**
 * Takes what was noted, and what a dead instance has left behind. The original's table has no column for the time of a
 * lock, so the time at which it runs out stands in response_received_at, which has no other meaning before the answer.
 */
const FETCH = `
WITH taken AS (
  UPDATE hdb_catalog.hdb_action_log SET status = 'processing', response_received_at = ${LEASE}
  WHERE id = ANY (ARRAY(
    SELECT id FROM hdb_catalog.hdb_action_log
    WHERE status = 'created' OR (status = 'processing' AND response_received_at <= now())
    ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED))
  RETURNING *
)
SELECT json_build_object('id', id, 'name', action_name, 'input', input_payload,
  'headers', request_headers, 'session', session_variables) FROM taken`;
const RENEW = `
UPDATE hdb_catalog.hdb_action_log SET response_received_at = ${LEASE}
WHERE id = ANY ($1::uuid[]) AND status = 'processing'`;
const COMPLETE = `
UPDATE hdb_catalog.hdb_action_log
SET response_payload = $2, errors = NULL, status = 'completed', response_received_at = now() WHERE id = $1::uuid`;
/** A failure undoes no success of somebody else, who took the action over. */
const FAIL = `
UPDATE hdb_catalog.hdb_action_log
SET errors = $2, status = 'error', response_received_at = now() WHERE id = $1::uuid AND status = 'processing'`;
/** Gives back those of $1 that were cut off. */
const GIVE_BACK = `
UPDATE hdb_catalog.hdb_action_log SET status = 'created', response_received_at = NULL
WHERE id = ANY ($1::uuid[]) AND status = 'processing'`;
/** Gives back those of instances that died: only while no other lives. */
export const GIVE_BACK_ALL_ACTIONS = `
UPDATE hdb_catalog.hdb_action_log SET status = 'created', response_received_at = NULL
WHERE status = 'processing'`;

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
  #timers: NodeJS.Timeout[] = [];
  #polled: Promise<void> = Promise.resolve();
  #isPolling = false;
  #isStopping = false;

  constructor(options: AsyncActionsOptions) {
    this.#options = options;
    setMaxListeners(0, this.#cut.signal); // one for every action on its way
  }

  start(): void {
    const { intervalMs } = this.#options;
    if (intervalMs === 0) return;
    this.#timers = [
      setInterval(() => this.wake(), intervalMs),
      setInterval(() => this.#renew(), (LEASE_SECONDS * 1000) / RENEWALS_PER_LEASE),
    ];
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
    const [polling, renewing] = this.#timers;
    clearInterval(polling);
    await this.#polled;
    const cut = setTimeout(() => this.#cut.abort(), graceMs);
    await Promise.all(this.#running.values());
    clearTimeout(cut);
    clearInterval(renewing);
  }

  async #poll(): Promise<void> {
    const { runtime, batchSize } = this.#options;
    const { rows } = await runtime.metadataPool.write(FETCH, [String(batchSize)]);
    for (const [cell] of rows) {
      const noted = parseJson(cell?.toString('utf8') ?? 'null') as Noted;
      if (this.#running.has(noted.id)) continue; // its lock ran out while Postgres was away; it is held again now
      const running = this.#run(noted)
        .catch((error) => this.#complain(error))
        .finally(() => this.#running.delete(noted.id));
      this.#running.set(noted.id, running);
    }
  }

  async #renew(): Promise<void> {
    const ids = [...this.#running.keys()];
    if (ids.length === 0) return;
    const { metadataPool } = this.#options.runtime;
    await metadataPool.write(RENEW, [arrayText(ids)]).catch((error) => this.#complain(error));
  }

  async #run(noted: Noted): Promise<void> {
    const { metadataPool: pool } = this.#options.runtime;
    const came = await this.#call(noted).then(
      (value) => ({ text: COMPLETE, payload: stringifyJson(value) }),
      (error: unknown) => ({ text: FAIL, payload: stringifyJson(describe(toTold(error))) }),
    );
    if (came.text === FAIL && this.#cut.signal.aborted)
      await pool.write(GIVE_BACK, [arrayText([noted.id])]);
    else await pool.write(came.text, [noted.id, came.payload]);
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

const toTold = (error: unknown): EngineError =>
  error instanceof EngineError
    ? error
    : new EngineError('unexpected', error instanceof Error ? error.message : String(error));

/** As the original keeps an error; whoever is no admin is not shown `internal`. */
function describe(error: EngineError): unknown {
  const shown = toApiError(error, { showInternal: true });
  const code = error.details.extensions?.['code'];
  return typeof code === 'string' ? { ...shown, code } : shown;
}
