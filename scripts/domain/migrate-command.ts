import { parseArgs } from 'node:util';
import { DATA_DIR_HELP, environmentOf, required, runCommand } from './command.ts';
import { migrate } from './migrate.ts';

/** scripts/migrate [up|down] [count|all] [--dry-run] */

const HELP = `scripts/migrate [up|down] [count|all] [--dry-run]

  up            applies what is pending (the default)
  down          takes the last one back; "down all" takes everything back, with its data
  --dry-run     says what would run
${DATA_DIR_HELP}

  PG_DATABASE_URL                        the database to migrate
  HASURA_GRAPHQL_METADATA_DATABASE_URL   where the engine keeps its metadata, when that is another one
`;

runCommand(HELP, async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean' },
      'data-dir': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return HELP;
  const [direction = 'up', count = direction === 'down' ? '1' : 'all'] = positionals;
  if (direction !== 'up' && direction !== 'down')
    throw new Error(`"${direction}" is no direction\n\n${HELP}`);
  if (count !== 'all' && !/^[1-9]\d*$/.test(count))
    throw new Error(`"${count}" is no count\n\n${HELP}`);
  const env = environmentOf(values['data-dir']);
  const databaseUrl = required(env, 'PG_DATABASE_URL', 'names the database to migrate');
  const metadataDatabaseUrl = env['HASURA_GRAPHQL_METADATA_DATABASE_URL'];
  const names = await migrate({
    databaseUrl,
    direction,
    isDryRun: values['dry-run'] ?? false,
    ...(metadataDatabaseUrl ? { metadataDatabaseUrl } : {}),
    ...(count === 'all' ? {} : { count: Number(count) }),
  });
  const done = direction === 'up' ? 'applied' : 'taken back';
  return [...names.map((name) => `${direction} ${name}`), `${names.length} ${done}`].join('\n');
});
