import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { portsFrom } from '../../scripts/platform/ports.ts';
import { openSite } from '../../scripts/platform/site.ts';
import { removeData } from '../../scripts/platform/stop.ts';
import type { PortName, Site } from '../../scripts/services/chain.ts';
import { reservePort } from '../../scripts/services/ports.ts';

/** Durability is given up: a test that wants a crash to hurt kills the process, not the machine. */
export const FAST_POSTGRES = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '64MB',
} as const;

/** A site in a scratch folder, on ports that no other test has. Never one that the environment names. */
export async function scratchSite(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Site> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), `nordkapp-${name}-`));
  rmSync(dataDir, { recursive: true });
  mkdirSync(dataDir, { mode: 0o755 }); // mkdtemp closes it to Postgres's user
  const names = Object.keys(portsFrom(1)) as PortName[];
  const ports: [PortName, number][] = [];
  for (const port of names) ports.push([port, await reservePort()]);
  const say = process.env['NORDKAPP_TEST_VERBOSE'] ? console.log : () => undefined;
  return openSite(dataDir, Object.fromEntries(ports) as Record<PortName, number>, env, say);
}

/** Ends its children and removes its files. */
export const dropSite = (site: Site): Promise<void> => removeData(site);
