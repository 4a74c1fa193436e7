import { rmSync } from 'node:fs';
import type { Site } from '../services/chain.ts';
import { clusterDir } from '../services/postgres.ts';
import { adopt, stop } from '../services/process.ts';
import type { PartName } from './part.ts';

/** Programs first, then what they lean on, Postgres last; together within the ten seconds that `start` has. */
const STOP_ORDER: readonly { readonly names: readonly PartName[]; readonly graceMs: number }[] = [
  { names: ['worker', 'handlers', 'engine'], graceMs: 4000 },
  { names: ['mail', 's3', 'temporal'], graceMs: 2500 },
  { names: ['postgres'], graceMs: 2500 },
];

/** Ends every child that the data folder knows of, whoever started it. */
export async function stopRecorded(site: Pick<Site, 'record'>): Promise<void> {
  for (const { names, graceMs } of STOP_ORDER) await stopAll(names, graceMs, site);
}

/** Our programs that outlived a kill of the last start may be of yesterday's source: they are not adopted. */
export const stopLeftPrograms = (site: Pick<Site, 'record'>): Promise<void> =>
  stopAll(['worker', 'handlers', 'engine'], 4000, site);

async function stopAll(
  names: readonly PartName[],
  graceMs: number,
  { record }: Pick<Site, 'record'>,
): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const child = record.living(name);
      // For Postgres SIGTERM would mean to wait until every client has gone by itself.
      if (child !== undefined)
        await stop(adopt(child), name === 'postgres' ? 'SIGINT' : 'SIGTERM', graceMs);
      record.forget(name);
    }),
  );
}

/** Removes everything that the data folder holds, and the cluster, which may lie elsewhere. */
export async function removeData(site: Pick<Site, 'record' | 'dataDir'>): Promise<void> {
  await stopRecorded(site);
  rmSync(clusterDir(site), { recursive: true, force: true });
  rmSync(site.dataDir, { recursive: true, force: true });
}
