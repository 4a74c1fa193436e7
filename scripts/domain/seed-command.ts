import { parseArgs } from 'node:util';
import { DATA_DIR_HELP, environmentOf, required, runCommand } from './command.ts';
import { seed } from './seed.ts';

/** scripts/seed [--force FILE] [--data-dir DIR] */

const HELP = `scripts/seed [--force FILE] [--data-dir DIR]

  Loads the files of hasura/seeds/default that were not loaded yet, in the order of their names.
  --force FILE     loads that one again
${DATA_DIR_HELP}

  PG_DATABASE_URL  the database to fill; its migrations must have been applied
`;

runCommand(HELP, async () => {
  const { values } = parseArgs({
    options: {
      force: { type: 'string' },
      'data-dir': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return HELP;
  const env = environmentOf(values['data-dir']);
  const databaseUrl = required(env, 'PG_DATABASE_URL', 'names the database to fill');
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
