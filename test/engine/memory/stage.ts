import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../../../scripts/platform/programs.ts';
import { reservePort } from '../../../scripts/services/ports.ts';
import { test as base, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { type Heap, inspected, openHeap } from '../../support/heap.ts';
import { defaultSource } from '../../support/metadata.ts';

/** An engine whose heap is looked into, over a table of 2,000 rows of half a kilobyte. */

export const test = base.extend<{ engine: Engine; heap: Heap; port: number }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs
  port: async ({}, use) => use(await reservePort()),
  engine: async ({ database, port }, use) => {
    await createTables(database);
    // Bundled before: whoever bundles would have the inspector's port.
    spawnSync(path.join(ROOT, 'engine/bin/graphql-engine'), ['version']);
    const engine = await startEngine({
      databaseUrl: database.url,
      env: {
        ...inspected(port),
        HASURA_GRAPHQL_LIVE_QUERIES_MULTIPLEXED_REFETCH_INTERVAL: '100',
        HASURA_GRAPHQL_LIVE_QUERIES_WAKE: 'logical',
        HASURA_GRAPHQL_ENABLED_LOG_TYPES: 'startup',
        HASURA_GRAPHQL_ENABLED_APIS: 'graphql,metadata,developer',
      },
      metadata: {
        version: 3,
        sources: [{ ...defaultSource(database.url), tables: TABLES }],
      },
    });
    await use(engine);
    await engine.stop();
  },
  heap: async ({ engine, port }, use) => {
    if (engine.url === '') throw new Error('no engine');
    const heap = await openHeap(port);
    await use(heap);
    heap.close();
  },
});

const createTables = (database: Database) =>
  database.query(`
    CREATE TABLE item (id serial PRIMARY KEY, owner int, name text, tags text[], log jsonb);
    CREATE TABLE part (id serial PRIMARY KEY, item_id int REFERENCES item, name text);
    INSERT INTO item (owner, name, tags, log)
      SELECT i % 100, repeat('x', 400), ARRAY['a', 'b'], '{"a": [1, 2, 3]}' FROM generate_series(1, 2000) AS i;
    INSERT INTO part (item_id, name) SELECT i % 2000 + 1, 'part ' || i FROM generate_series(1, 4000) AS i;
    CREATE INDEX ON part (item_id)`);

const name = (table: string) => ({ schema: 'public', name: table });
const TABLES = [
  {
    table: name('item'),
    array_relationships: [
      {
        name: 'parts',
        using: { foreign_key_constraint_on: { table: name('part'), column: 'item_id' } },
      },
    ],
    select_permissions: [
      {
        role: 'user',
        permission: { columns: '*', filter: { owner: { _eq: 'X-Hasura-User-Id' } } },
      },
    ],
  },
  { table: name('part') },
];
