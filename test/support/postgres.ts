import type { TestProject } from 'vitest/node';
import { find } from '../../scripts/services/chain.ts';
import { postgres } from '../../scripts/services/postgres.ts';
import { containerPostgres } from './container.ts';
import { dropSite, FAST_POSTGRES, memoryFolder, scratchSite } from './site.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's URL of a Postgres that lives as long as the run. */
    readonly postgresUrl: string;
  }
}

/** One Postgres for all suites of a run: the first to ask starts it, the last to leave stops it. */
let shared: Promise<{ url: string; stop: () => Promise<void> }> | undefined;
let users = 0;

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  users++;
  shared ??= open();
  const { url, stop } = await shared;
  project.provide('postgresUrl', url);
  return async () => {
    users--;
    if (users === 0) await stop();
  };
}

/** A container where there is an engine for them, otherwise the same chain that `scripts/start` walks. */
async function open(): Promise<{ url: string; stop: () => Promise<void> }> {
  if (!process.env['PG_DATABASE_URL']) {
    const container = await containerPostgres();
    if (container !== undefined) return container;
  }
  const site = await scratchSite('postgres', process.env, memoryFolder());
  const found = await find(postgres(FAST_POSTGRES), site);
  if (found.state === 'degraded') throw new Error(`no Postgres: ${found.tried.join('; ')}`);
  return { url: found.address.url, stop: () => dropSite(site) };
}
