/** `scripts/console`: psql on the platform's database; a line by line prompt where there is no psql. */
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import pg from 'pg';
import { runningPlatform } from './platform/data-dir.ts';
import { parseOptions } from './platform/options.ts';
import { ROOT } from './platform/programs.ts';
import { onPath } from './services/program.ts';

const { dataDir } = parseOptions(
  process.argv.slice(2),
  process.env['CALLER_DIR'] ?? process.cwd(),
  ROOT,
);
const url = runningPlatform(dataDir, process.env)?.databaseUrl;
if (url === undefined) {
  console.error(`console: no platform runs on ${dataDir}: scripts/start starts one`);
  process.exit(1);
}
const psql = onPath('psql', process.env);
if (psql === undefined) await prompt(url);
else process.exit(spawnSync(psql, [url], { stdio: 'inherit' }).status ?? 1);

async function prompt(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  console.log('psql is not on PATH; one statement a line, Ctrl-D ends');
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: 'nordkapp=> ',
  });
  lines.prompt();
  for await (const line of lines) {
    await client.query(line).then(
      ({ rows, rowCount }) =>
        rows.length > 0 ? console.table(rows) : console.log(`${rowCount ?? 0} rows`),
      (error: Error) => console.error(error.message),
    );
    lines.prompt();
  }
  await client.end();
}
