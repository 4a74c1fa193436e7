import { parseArgs } from 'node:util';
import { migrate } from './migrate.ts';

/** scripts/migrate [up|down] [count|all] [--dry-run]. Databases come from the environment, as everywhere. */

const HELP = `scripts/migrate [up|down] [count|all] [--dry-run]

  up            applies what is pending (the default)
  down          takes the last one back; "down all" takes everything back, with its data
  --dry-run     says what would run

  PG_DATABASE_URL                        the database to migrate
  HASURA_GRAPHQL_METADATA_DATABASE_URL   where the engine keeps its metadata, when that is another one
`;

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean' } },
  });
  const [direction = 'up', count = direction === 'down' ? '1' : 'all'] = positionals;
  const isCount = count === 'all' || /^[1-9]\d*$/.test(count);
  if (values.help || (direction !== 'up' && direction !== 'down') || !isCount) {
    console.error(HELP);
    return values.help ? 0 : 2;
  }
  const databaseUrl = process.env['PG_DATABASE_URL'];
  if (!databaseUrl) {
    console.error('PG_DATABASE_URL is not set: it names the database to migrate');
    return 2;
  }
  const metadataDatabaseUrl = process.env['HASURA_GRAPHQL_METADATA_DATABASE_URL'];
  const names = await migrate({
    databaseUrl,
    direction,
    isDryRun: values['dry-run'] ?? false,
    ...(metadataDatabaseUrl ? { metadataDatabaseUrl } : {}),
    ...(count === 'all' ? {} : { count: Number(count) }),
  });
  for (const name of names) console.log(`${direction} ${name}`);
  console.log(`${names.length} ${direction === 'up' ? 'applied' : 'taken back'}`);
  return 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
