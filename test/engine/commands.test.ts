import { execFile } from 'node:child_process';
import path from 'node:path';
import { expect } from 'vitest';
import { ROOT } from '../../scripts/platform/programs.ts';
import { test } from '../support/database.ts';
import { startEngine } from '../support/engine.ts';

/** The commands of the executable beside `serve`. */

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly out: string;
}
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  new Promise<Outcome>((resolve) => {
    const file = path.join(ROOT, 'engine/bin/graphql-engine');
    execFile(file, args, { env: { PATH: process.env['PATH'], ...env } }, (error, out) =>
      resolve({ code: error === null ? 0 : error.code, out }),
    );
  });
const told = ({ out }: Outcome): readonly string[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).detail.info);

test('version, export and clean', async ({ database }) => {
  const cron = {
    name: 'c',
    webhook: 'http://127.0.0.1:9',
    schedule: '0 0 1 1 *',
    include_in_metadata: true,
  };
  const engine = await startEngine({
    databaseUrl: database.url,
    metadata: { version: 3, sources: [], cron_triggers: [cron] },
  });
  const { body } = await engine.metadata('export_metadata');
  await engine.stop();
  expect(await run(['version'])).toEqual({
    code: 0,
    out: expect.stringMatching(/^Hasura GraphQL Engine: v2\.\d+\.\d+\n$/),
  });

  // The database is told by either flag, or by either variable.
  const ways: readonly Parameters<typeof run>[] = [
    [['--metadata-database-url', database.url, 'export']],
    [['--database-url', database.url, 'export']],
    [['export'], { HASURA_GRAPHQL_METADATA_DATABASE_URL: database.url }],
    [['export'], { HASURA_GRAPHQL_DATABASE_URL: database.url }],
  ];
  for (const way of ways) {
    const { code, out } = await run(...way);
    expect([code, JSON.parse(out)]).toEqual([0, body]);
  }

  expect(await run(['--database-url', database.url, 'clean'])).toEqual({
    code: 0,
    out: 'successfully cleaned graphql-engine related data\n',
  });
  const { rows } = await database.query(`SELECT to_regnamespace('hdb_catalog') AS schema`);
  expect(rows).toEqual([{ schema: null }]);
});

test('a command line that makes no sense is told, whole', async () => {
  for (const [args, problems] of [
    [[], ['a command is needed: serve, version, export, clean']],
    [['--nonsense', 'version'], ["unknown option '--nonsense'"]],
    [
      ['serve', '--server-port', '1x'],
      [
        '--server-port: "1x" is not a number between 0 and 65535',
        expect.stringContaining('a metadata database is needed'),
      ],
    ],
  ] as const) {
    const outcome = await run(args);
    expect([outcome.code, told(outcome)]).toEqual([1, problems]);
  }
});

test('a variable that nothing reads is named at the start', async ({ database }) => {
  const engine = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_ENABLE_CONSOL: 'true', HASURA_GRAPHQL_METADATA_DIR: '/x' },
  });
  const log = engine.log();
  await engine.stop();
  const lines = log.split('\n').filter((line) => line.includes('is not an option'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('HASURA_GRAPHQL_ENABLE_CONSOL is not an option of this engine');
});
