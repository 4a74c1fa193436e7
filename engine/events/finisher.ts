/** Writes what came of attempts into the event log, in groups, and does not give up while Postgres is away. */
import type { Log } from '../base/log.ts';
import { PgError } from '../pg/error.ts';
import type { Pool } from '../pg/pool.ts';
import { Group } from './group.ts';
import { type Attempt, attemptParams } from './outcome.ts';
import {
  FINISH_DELIVERED,
  FINISH_DELIVERED_EXTENDED,
  FINISH_FAILED,
  FINISH_FAILED_EXTENDED,
} from './statements/finish-attempts.ts';

/** Attempts that are written by one statement. */
const GROUP_MAX = 500;
/** Between tries to reach a database that is away. */
const PATIENCE_MS = 1000;

export interface FinisherOptions {
  readonly source: string;
  readonly pool: Pool;
  readonly log: Log;
  /** The instance ends: what cannot be written now is left to whoever takes the locks over. */
  readonly signal: AbortSignal;
  readonly onWritten: (attempts: readonly Attempt[]) => void;
}

export class Finisher {
  readonly #options: FinisherOptions;
  readonly #group: Group<Attempt>;

  constructor(options: FinisherOptions) {
    this.#options = options;
    this.#group = new Group((attempts) => this.#write(attempts), GROUP_MAX);
  }

  /** Ends when the attempt is written. */
  finish(attempt: Attempt): Promise<void> {
    return this.#group.add(attempt);
  }

  async #write(attempts: readonly Attempt[]): Promise<void> {
    const groups = new Map<string, Attempt[]>();
    for (const one of attempts) {
      const group = groups.get(statementFor(one));
      if (group) group.push(one);
      else groups.set(statementFor(one), [one]);
    }
    await Promise.all([...groups].map(([text, group]) => this.#insist(text, group)));
    this.#options.onWritten(attempts);
  }

  /** Tries until Postgres has taken it: what was delivered must not be forgotten while the database is away. */
  async #insist(text: string, attempts: readonly Attempt[]): Promise<void> {
    for (;;) {
      try {
        await this.#run(text, attempts);
        return;
      } catch (error) {
        this.#complain(error);
        if (error instanceof PgError && !error.isConnectionLoss)
          return this.#writeApart(text, attempts);
        if (this.#options.signal.aborted) return;
        await new Promise((again) => setTimeout(again, PATIENCE_MS));
      }
    }
  }

  /** Postgres refused a group for one of its members: each alone, and the culprit without its log. */
  async #writeApart(text: string, attempts: readonly Attempt[]): Promise<void> {
    for (const one of attempts) {
      const bare = { ...one, invocation: { ...one.invocation, request: 'null', response: 'null' } };
      await this.#run(text, [one])
        .catch(() => this.#run(text, [bare]))
        .catch((error) => this.#complain(error));
    }
  }

  #run(text: string, attempts: readonly Attempt[]): Promise<unknown> {
    return this.#options.pool.write(text, attemptParams(attempts));
  }

  #complain(error: unknown): void {
    const { log, source } = this.#options;
    const message = error instanceof Error ? error.message : String(error);
    log.write('event-trigger-process', 'error', { source, message });
  }
}

function statementFor({ trigger, outcome }: Attempt): string {
  const isExtended = trigger.isOrdered || trigger.keepsDeadLetters;
  if (outcome === 'delivered') return isExtended ? FINISH_DELIVERED_EXTENDED : FINISH_DELIVERED;
  return isExtended ? FINISH_FAILED_EXTENDED : FINISH_FAILED;
}
