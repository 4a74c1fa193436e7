/**
 * Keeps the runs of cron triggers planned ahead as rows of `hdb_cron_events`, so that a run belongs to whoever is alive
 * when it is due, and one that fell into a time without any instance is made up for.
 */
import { z } from 'zod';
import { type Clock, systemClock } from '../base/clock.ts';
import { timesAfter } from '../base/cron.ts';
import type { Pool, Transaction } from '../pg/pool.ts';
import { arrayText } from './array-text.ts';
import {
  DROP_PLANNED_RUNS,
  LOCK_PLANNING,
  PLAN_RUNS,
  PLANNED_RUNS,
} from './statements/cron-events.ts';

export interface CronSchedule {
  readonly name: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly toleranceSeconds: number;
}

/** Runs planned ahead of each trigger, as the original has it. */
const AHEAD = 100;
/** Runs that a time without instances may leave behind, beyond which the oldest are given up. */
const MISSED_MAX = 10_000;

const planned = z.object({
  name: z.string(),
  latest_ms: z.number(),
  planned_ms: z.array(z.number()),
});
type Planned = z.infer<typeof planned>;

/** Makes what is planned agree with the schedules: for new, changed and dropped triggers, and as time goes by. */
export const planRuns = (
  pool: Pool,
  schedules: readonly CronSchedule[],
  clock: Clock = systemClock,
): Promise<void> =>
  pool.transaction(async (tx) => {
    await tx.query(LOCK_PLANNING);
    const now = new Date(clock.now());
    const rows = z.array(planned).parse((await tx.query(PLANNED_RUNS, [now.toISOString()])).json());
    const byName = new Map(rows.map((row) => [row.name, row]));
    const wanted = new Set(schedules.map(({ name }) => name));
    const dropped = rows.filter(
      ({ name, planned_ms }) => !wanted.has(name) && planned_ms.length > 0,
    );
    if (dropped.length > 0)
      await tx.query(DROP_PLANNED_RUNS, [
        arrayText(dropped.map(({ name }) => name)),
        now.toISOString(),
      ]);
    for (const schedule of schedules) await planOne(tx, schedule, byName.get(schedule.name), now);
  });

async function planOne(
  tx: Transaction,
  schedule: CronSchedule,
  row: Planned | undefined,
  now: Date,
): Promise<void> {
  const ahead = timesAfter(schedule.schedule, now, { ...schedule, countMax: AHEAD });
  const isUnchanged = row?.planned_ms.every((ms, i) => i >= AHEAD || ahead[i]?.getTime() === ms);
  if (row && !isUnchanged)
    await tx.query(DROP_PLANNED_RUNS, [arrayText([schedule.name]), now.toISOString()]);
  // A changed schedule counts from now: what was planned by the old one is not missed.
  const times = row && isUnchanged ? missing(schedule, row, ahead, now) : ahead;
  if (times.length === 0) return;
  await tx.query(PLAN_RUNS, [schedule.name, arrayText(times.map((time) => time.toISOString()))]);
}

/** Nothing while half of the runs ahead are there still; otherwise all that follow the last, also those in the past. */
function missing(
  schedule: CronSchedule,
  { latest_ms, planned_ms }: Planned,
  ahead: readonly Date[],
  now: Date,
): readonly Date[] {
  if (planned_ms.length >= Math.min(AHEAD / 2, ahead.length)) return [];
  const from = new Date(Math.max(latest_ms, now.getTime() - schedule.toleranceSeconds * 1000));
  const last = ahead.at(-1);
  const all = timesAfter(schedule.schedule, from, { ...schedule, countMax: MISSED_MAX + AHEAD });
  return last ? all.filter((time) => time <= last) : [];
}
