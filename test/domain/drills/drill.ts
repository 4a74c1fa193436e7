import pg from 'pg';
import type { Database } from '../../support/database.ts';

/** Drills: many clients at one row. Sized for CI; NORDKAPP_DRILL=full runs them at the size that issue 7 names. */
export const isFull = process.env['NORDKAPP_DRILL'] === 'full';

/** SQLSTATEs and details of refusals → how often. */
export type Tally = Map<string, number>;

export const count = (tally: Tally, what: string): void => {
  tally.set(what, (tally.get(what) ?? 0) + 1);
};

/** Runs `work` in as many connections of its own at once, and gives their clients back. */
export async function withClients(
  database: Database,
  clients: number,
  work: (client: pg.Client, index: number) => Promise<void>,
): Promise<void> {
  const open = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: database.url });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    }),
  );
  try {
    await Promise.all(open.map(work));
  } finally {
    await Promise.all(open.map((client) => client.end()));
  }
}

/** Counts a refusal by what it says of itself; anything that is not a refusal by the domain fails the drill. */
export async function tried(
  tally: Tally,
  step: string,
  work: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await work();
    count(tally, step);
    return true;
  } catch (error) {
    const { detail, code } = error as pg.DatabaseError;
    if (code !== 'P0001' && code !== 'P0002') throw error;
    count(tally, `${step}: ${detail ?? code}`);
    return false;
  }
}

/** Drills print what they counted: a zero among the refusals means that nothing was contested. */
export function report(
  name: string,
  tally: Tally,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const counts = Object.fromEntries([...tally].sort(([a], [b]) => a.localeCompare(b)));
  console.log(`drill ${name}: ${JSON.stringify({ ...more, ...counts })}`);
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));
