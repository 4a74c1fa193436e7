import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
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

/** Where Linux keeps files in memory, and how much of it hundreds of small databases may need. */
const MEMORY = '/dev/shm';
const MEMORY_MIN_BYTES = 4 * 1024 ** 3;

/** A folder in memory: a thousand files a database are copied three times as quickly there as on a disk. */
export function memoryFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= MEMORY_MIN_BYTES ? MEMORY : os.tmpdir();
  } catch {
    return os.tmpdir();
  }
}

/** A site in a scratch folder, on ports that no other test has. Never one that the environment names. */
export async function scratchSite(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
  parent: string = os.tmpdir(),
): Promise<Site> {
  const dataDir = mkdtempSync(path.join(parent, `nordkapp-${name}-`));
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
