import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { createDatabase, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { metadata, play, post } from './exchange.ts';
import { reset } from './project.ts';
import { state } from './rows/common.ts';
import { METADATA_ROWS } from './rows/metadata.ts';
import { MIGRATE_ROWS } from './rows/migrate.ts';
import { OTHER_ROWS } from './rows/other.ts';

/** A row for each command of the hasura CLI: what it sends, in its order, and what it needs back. */

let database: Database;
let engine: Engine;
beforeAll(async () => {
  database = await createDatabase();
  engine = await startEngine({ databaseUrl: database.url, env: { BASE: 'http://127.0.0.1:9' } });
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
});
beforeEach(() => reset(engine, database));

test('an engine without sources has the key all the same', async () => {
  const empty = await createDatabase();
  const other = await startEngine({ databaseUrl: empty.url });
  await play(other, [
    post('/v1/query', { type: 'export_metadata', args: {} }, { version: 3, sources: [] }),
    metadata('get_catalog_state', {}, state({})),
  ]);
  await other.stop();
  await empty.drop();
});

describe.each([
  ['metadata', METADATA_ROWS],
  ['migrate, seed, deploy', MIGRATE_ROWS],
  ['others', OTHER_ROWS],
])('%s', (_, rows) => {
  test.for(rows)('$name', async ({ given, exchanges, after }) => {
    await given?.(engine, database);
    await play(engine, exchanges);
    await after?.(engine, database);
  });
});
