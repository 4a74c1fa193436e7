import { parseArgs } from 'node:util';
import { runCommand } from './command.ts';
import { seed } from './seed.ts';

/** scripts/seed [--force FILE] */

const HELP = `scripts/seed [--force FILE]

  Loads the files of hasura/seeds/default that were not loaded yet, in the order of their names.
  --force FILE  loads that one again

  PG_DATABASE_URL  the database to fill; its migrations must have been applied
`;

runCommand(HELP, async () => {
  const { values } = parseArgs({
    options: { force: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return HELP;
  const databaseUrl = process.env['PG_DATABASE_URL'];
  if (!databaseUrl) throw new Error('PG_DATABASE_URL is not set: it names the database to fill');
  const { loaded, changed } = await seed({
    databaseUrl,
    ...(values.force === undefined ? {} : { force: values.force }),
  });
  return [
    ...loaded.map((name) => `loaded ${name}`),
    ...changed.map((name) => `changed since it was loaded, left alone: ${name}`),
    loaded.length === 0 ? '0 pending' : `${loaded.length} loaded`,
  ].join('\n');
});
