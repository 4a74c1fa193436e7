import { openLog } from './base/log.ts';
import { HASURA_VERSION } from './base/version.ts';
import { isHelp } from './config/command-line.ts';
import { ConfigError } from './config/problem.ts';
import { type Config, readConfig } from './config.ts';
import { serve } from './main/serve.ts';
import { openPool } from './pg/connection-pool.ts';

/** The executable: reads what it was told, does it, and says in one JSON line what went wrong otherwise. */
export async function main(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  try {
    const { command, config, warnings } = readConfig(argv, env);
    switch (command) {
      case 'version':
        process.stdout.write(`Hasura GraphQL Engine: ${HASURA_VERSION}\n`);
        return;
      case 'export':
        return await exportMetadata(config);
      case 'clean':
        return await clean(config);
      case 'serve':
        return await serve(config, warnings);
    }
  } catch (error) {
    if (isHelp(error)) return;
    fail(error);
  }
}

/** Logs are JSON lines from the first to the last, so that what collects them can read every one. */
function fail(error: unknown): void {
  const log = openLog({ types: ['startup'], level: 'info' });
  if (error instanceof ConfigError)
    for (const problem of error.problems)
      log.write('startup', 'error', { kind: 'invalid_configuration', info: problem });
  else
    log.write('startup', 'error', {
      kind: 'start_failed',
      info: error instanceof Error ? error.message : String(error),
    });
  log.flush();
  process.exit(1); // pools and timers that are open already would keep it alive
}

async function withMetadataDatabase<T>(
  { metadataUrl }: Config,
  work: (pool: ReturnType<typeof openPool>) => Promise<T>,
): Promise<T> {
  const pool = openPool(metadataUrl, { max: 1 });
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}

const exportMetadata = (config: Config): Promise<void> =>
  withMetadataDatabase(config, async (pool) => {
    const stored = await pool.read('SELECT metadata FROM hdb_catalog.hdb_metadata WHERE id = 1');
    process.stdout.write(`${stored.text(0, 0) ?? '{"version":3,"sources":[]}'}\n`);
  });

const clean = (config: Config): Promise<void> =>
  withMetadataDatabase(config, async (pool) => {
    await pool.simple('DROP SCHEMA IF EXISTS hdb_catalog CASCADE');
    process.stdout.write('successfully cleaned graphql-engine related data\n');
  });
