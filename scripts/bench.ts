/** Copies the rig to a place where it may install and write, adds the engine to its list, and runs it. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './platform/programs.ts';

const SHARED = path.join(ROOT, '../shared/bench');
const RIG = path.join(ROOT, '.data/bench');
const PORT = 14190;
const DEFAULTS = ['--engines', 'raw-pg,nordkapp', '--seconds', '3', '--rounds', '3'];

if (!existsSync(SHARED)) {
  console.error(`bench: ${SHARED} is not there; it holds the rig, the peers and the data`);
  process.exit(1);
}
cpSync(SHARED, RIG, { recursive: true });
mkdirSync(path.join(RIG, 'results'), { recursive: true });
writeFileSync(path.join(RIG, 'engines/nordkapp.json'), JSON.stringify(entry(), null, 2));
run('npm', ['ci', '--no-audit', '--no-fund', '--silent'], path.join(RIG, 'peers/raw'));
run(process.execPath, ['setup.mjs'], RIG);
run(
  process.execPath,
  ['run.mjs', ...(process.argv.length > 2 ? process.argv.slice(2) : DEFAULTS)],
  RIG,
);

/** The engine as an entry of the rig. Requests are not logged, as none of the peers logs them. */
function entry() {
  const url = `http://127.0.0.1:${PORT}`;
  const secret = 'bench-secret';
  const headers = { 'x-hasura-admin-secret': secret };
  return {
    title: 'nordkapp',
    dialect: 'hasura',
    before: [ofRig('NODE'), `${ofRig('ROOT')}/lib/metadata.mjs`],
    cmd: [path.join(ROOT, 'engine/bin/graphql-engine'), 'serve'],
    env: {
      HASURA_GRAPHQL_DATABASE_URL: ofRig('DATABASE_URL'),
      HASURA_GRAPHQL_SERVER_PORT: String(PORT),
      HASURA_GRAPHQL_ADMIN_SECRET: secret,
      HASURA_GRAPHQL_ENABLED_LOG_TYPES: 'startup',
    },
    port: PORT,
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
      url: `ws://127.0.0.1:${PORT}/v1/graphql`,
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

function run(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
