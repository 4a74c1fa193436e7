import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { holds, play } from './exchange.ts';
import { reset } from './project.ts';
import { DATA_ROWS } from './rows/console-data.ts';
import { EVENT_ROWS } from './rows/console-events.ts';
import { START_ROWS } from './rows/console-start.ts';

/** A row for each page of the console: what it sends, and what it needs back. */

let database: Database;
let engine: Engine;
beforeAll(async () => {
  database = await createDatabase();
  engine = await startEngine({
    databaseUrl: database.url,
    env: { HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: '20' },
  });
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
});
beforeEach(async () => {
  await reset(engine, database);
  await database.query(
    'DELETE FROM hdb_catalog.event_log; DELETE FROM hdb_catalog.event_invocation_logs; DELETE FROM hdb_catalog.hdb_scheduled_events',
  );
});

describe.each([
  ['start', START_ROWS],
  ['data', DATA_ROWS],
  ['actions and events', EVENT_ROWS],
])('%s', (_, rows) => {
  test.for(rows)('$name', async ({ given, exchanges, after }) => {
    await given?.(engine, database);
    await play(engine, exchanges);
    await after?.(engine, database);
  });
});

test('every API route may be asked by a page of another origin', async () => {
  for (const path of [
    '/v1/metadata',
    '/v2/query',
    '/v1/query',
    '/v1/graphql',
    '/v1alpha1/config',
  ]) {
    const preflight = await fetch(engine.url + path, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:9695',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-hasura-admin-secret',
      },
    });
    expect([path, preflight.status, Object.fromEntries(preflight.headers)]).toEqual([
      path,
      204,
      holds({
        'access-control-allow-origin': 'http://localhost:9695',
        'access-control-allow-credentials': 'true',
        'access-control-allow-headers': 'content-type,x-hasura-admin-secret',
      }),
    ]);
  }
});
