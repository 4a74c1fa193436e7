/** Deletes what is old in an event log, batch by batch. */
import type { Session } from '../pg/pool.ts';
import { cleanLog } from './statements/clean-up.ts';

export interface Cleaning {
  readonly trigger: string;
  readonly olderThanHours: number;
  readonly batchSize: number;
  /** Of one batch: Postgres stops what takes longer. */
  readonly timeoutSeconds: number;
  readonly withInvocations: boolean;
}

export interface Cleaned {
  events: number;
  invocations: number;
}

/** Goes on until nothing is left or `mayGoOn` says no. `cleaned` counts what was done, also where a batch fails. */
export async function cleanEventLog(
  session: Session,
  cleaning: Cleaning,
  isExtended: boolean,
  cleaned: Cleaned,
  mayGoOn: () => boolean = () => true,
): Promise<void> {
  const text = cleanLog({ ...cleaning, isExtended });
  const params = [cleaning.trigger, String(cleaning.olderThanHours), String(cleaning.batchSize)];
  const timeoutMs = String(cleaning.timeoutSeconds * 1000);
  await session.query(`SELECT set_config('statement_timeout', $1, false)`, [timeoutMs]);
  for (;;) {
    const [row] = (await session.query(text, params, { prepared: false })).rows;
    const [events, invocations] = (row ?? []).map(Number);
    cleaned.events += events ?? 0;
    cleaned.invocations += invocations ?? 0;
    if ((events ?? 0) < cleaning.batchSize || !mayGoOn()) return;
  }
}
