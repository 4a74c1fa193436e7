import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { createDatabase, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';

/** An engine over two tables and two functions, of which nothing is tracked when a test begins. */

export const METADATA = {
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
      tables: [],
    },
  ],
};
const TABLES = `
  CREATE TABLE author (id int PRIMARY KEY, name text NOT NULL);
  CREATE TABLE book (id int PRIMARY KEY, author_id int NOT NULL REFERENCES author);
  CREATE FUNCTION authors(prefix text) RETURNS SETOF author LANGUAGE sql STABLE AS 'SELECT * FROM author';
  CREATE FUNCTION nothing() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';`;
export const [SOURCE] = METADATA.sources;

export interface Stage {
  readonly database: Database;
  readonly engine: Engine;
  /** Version 2, which lists what is inconsistent. */
  replace(metadata: object, more?: object): ReturnType<Engine['post']>;
  trackedTables(): Promise<readonly string[]>;
}

export function openStage(): Stage {
  let database: Database;
  let engine: Engine;
  beforeAll(async () => {
    database = await createDatabase();
    engine = await startEngine({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await engine.stop();
    await database.drop();
  });
  beforeEach(async () => {
    await database.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${TABLES}`);
    const { status } = await engine.metadata('replace_metadata', METADATA);
    expect(status).toBe(200);
  });
  return {
    get database() {
      return database;
    },
    get engine() {
      return engine;
    },
    replace: (metadata, more = {}) =>
      engine.post('/v1/metadata', {
        type: 'replace_metadata',
        version: 2,
        args: { allow_inconsistent_metadata: true, metadata, ...more },
      }),
    trackedTables: async () => {
      const { body } = await engine.metadata('export_metadata');
      return body.sources[0].tables.map((table: { table: { name: string } }) => table.table.name);
    },
  };
}
