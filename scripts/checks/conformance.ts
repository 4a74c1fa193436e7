import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { servePublished } from '../../test/support/remote/published.ts';
import { portsFrom } from '../platform/ports.ts';
import { ROOT } from '../platform/programs.ts';
import { openSite } from '../platform/site.ts';
import { removeData } from '../platform/stop.ts';
import { cached } from '../services/cache.ts';
import { find } from '../services/chain.ts';
import { cacheDirOf } from '../services/place.ts';
import { reservePort } from '../services/ports.ts';
import { postgres } from '../services/postgres.ts';
import { makeReadable } from '../services/user.ts';
import { locatePostgis } from './postgis.ts';
import { type Outcome, runTool } from './run.ts';
import type { Tally } from './tally.ts';

/** Hasura's published cases and their runner. They are no part of this project, and may be absent. */
const CASES = path.join(ROOT, '../shared/conformance');
/** Whether the published cases lie beside the project. */
export const hasCases = (): boolean => existsSync(CASES);

/** What passed when it was last written down. It only ever rises. */
const FLOOR_FILE = path.join(ROOT, 'test/conformance.json');

const INSTALL_LIMIT_MS = 3 * 60_000;
const RUN_LIMIT_MS = 10 * 60_000;

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export type Categories = Readonly<Record<string, Counts>>;

/** Runs the cases against the engine, and counts every category that is at or above its floor as passed. */
export async function runConformance(
  options: readonly string[],
  tally: Tally,
): Promise<Categories | undefined> {
  if (!existsSync(CASES)) {
    console.log(`- conformance left out: ${CASES} is not there`);
    return undefined;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-conformance-'));
  try {
    const file = path.join(folder, 'results.json');
    const { code } = await withPostgres(folder, async (url) => await runCases(url, file, options));
    if (!existsSync(file)) throw new Error(`the runner ended with ${code} and left no results`);
    const { categories } = JSON.parse(readFileSync(file, 'utf8')) as { categories: Categories };
    for (const { name, isHeld, text } of compareToFloor(categories, readFloor())) {
      console.log(`${isHeld ? '✓' : '✗'} conformance, ${name}: ${text}`);
      tally.count(isHeld);
    }
    return categories;
  } catch (error) {
    console.log(`✗ conformance: ${(error as Error).message}`);
    tally.count(false);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const readFloor = (): Categories =>
  existsSync(FLOOR_FILE) ? (JSON.parse(readFileSync(FLOOR_FILE, 'utf8')) as Categories) : {};

/** Writes the floor anew, each category as high as the better of then and now. */
export function raiseFloor(categories: Categories): void {
  const floor = readFloor();
  const raised = Object.entries(categories).map(([name, { passed, failed, skipped }]) => {
    const counts = { passed, failed, skipped };
    const before = floor[name];
    return [name, before !== undefined && before.passed > counts.passed ? before : counts];
  });
  writeFileSync(FLOOR_FILE, `${JSON.stringify(Object.fromEntries(raised), null, 2)}\n`);
}

export interface FloorLine {
  readonly name: string;
  readonly isHeld: boolean;
  readonly text: string;
}

/** A category that skipped more than it did then, for want of PostGIS, need not reach what it cannot. */
export const compareToFloor = (categories: Categories, floor: Categories): readonly FloorLine[] =>
  Object.entries(floor).map(([name, before]) => {
    const now = categories[name] ?? { passed: 0, failed: 0, skipped: 0 };
    const lost = Math.max(0, now.skipped - before.skipped);
    const text = `${now.passed} passed, ${now.failed} failed, ${now.skipped} skipped (floor ${before.passed})`;
    return { name, isHeld: now.passed + lost >= before.passed, text };
  });

async function runCases(url: string, file: string, options: readonly string[]): Promise<Outcome> {
  const runner = await installRunner();
  const engine = path.join(ROOT, 'engine/bin/graphql-engine');
  const remotes = await servePublished();
  try {
    return await runTool(
      process.execPath,
      [
        path.join(runner, 'run.mjs'),
        '--engine',
        engine,
        '--database-url',
        url,
        '--jobs',
        '2',
        '--strict-errors',
        '--json',
        file,
        ...[...remotes.urls].flatMap(([variable, at]) => ['--server', `${variable}=${at}`]),
        ...options,
      ],
      RUN_LIMIT_MS,
      { isShown: options.length > 0 },
    );
  } finally {
    await remotes.close();
  }
}

/** The runner with its two packages, in a folder of the cache: where it lies, nothing may be written. */
function installRunner(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of ['run.mjs', 'manifest.json', 'package-lock.json'])
    hash.update(readFileSync(path.join(CASES, name)));
  const name = `conformance-${hash.digest('hex').slice(0, 12)}`;
  return cached(cacheDirOf(process.env), name, async (draft) => {
    cpSync(CASES, draft, {
      recursive: true,
      filter: (file) => path.basename(file) !== 'node_modules',
    });
    makeReadable(draft); // the original is read-only, and so is its copy
    const npm = ['--prefix', draft, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } = await runTool('npm', npm, INSTALL_LIMIT_MS);
    if (code !== 0) throw new Error(`npm ci of the conformance runner: ${output}`);
  });
}

/** A Postgres of its own, with PostGIS where that can be had. */
async function withPostgres<T>(folder: string, use: (url: string) => Promise<T>): Promise<T> {
  const postgis = await locatePostgis();
  if (postgis === undefined)
    console.log('- no PostGIS on this machine: geometry and most JWT cases are skipped');
  chmodSync(folder, 0o755); // Postgres's user has to get in
  const ports = { ...portsFrom(1), postgres: await reservePort() };
  const path_ = [postgis, process.env['PATH']].filter(Boolean).join(path.delimiter);
  const { PG_DATABASE_URL: _, ...env } = process.env;
  const site = openSite(path.join(folder, 'data'), ports, { ...env, PATH: path_ }, () => undefined);
  const found = await find(postgres({ fsync: 'off', max_connections: '300' }), site);
  if (found.state === 'degraded') throw new Error(`no Postgres: ${found.tried.join('; ')}`);
  try {
    return await use(found.address.url);
  } finally {
    await removeData(site);
  }
}
