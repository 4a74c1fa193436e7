import { afterAll, beforeAll, expect } from 'vitest';
import { createDatabase, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { type RemoteApi, type RemoteServer, serveRemotes } from '../../support/remote/server.ts';

/** One engine for all tests of a file, beside the remote schemas that they talk to. */
export interface Fixture {
  readonly engine: Engine;
  readonly database: Database;
  readonly server: RemoteServer;
  /** A command of the metadata API that must succeed. */
  ok(type: string, args?: unknown): Promise<unknown>;
  /** Metadata of the source alone. */
  reset(): Promise<void>;
  add(name: string, path: string, definition?: object): Promise<void>;
}

export function useFixture(
  apis: Readonly<Record<string, RemoteApi>>,
  { sql = '', env = {} }: { readonly sql?: string; readonly env?: Record<string, string> } = {},
): Fixture {
  let parts: { engine: Engine; database: Database; server: RemoteServer } | null = null;
  beforeAll(async () => {
    const server = await serveRemotes(new Map(Object.entries(apis)));
    const database = await createDatabase();
    await database.query(sql);
    const engine = await startEngine({
      databaseUrl: database.url,
      env: { REMOTE_URL: server.url, ...env },
      metadata: EMPTY,
    });
    parts = { engine, database, server };
  });
  afterAll(async () => {
    await parts?.engine.stop();
    await parts?.server.close();
    await parts?.database.drop();
  });
  const open = () => {
    if (parts === null) throw new Error('the engine is not started');
    return parts;
  };
  const ok: Fixture['ok'] = async (type, args = {}) => {
    const { status, body } = await open().engine.metadata(type, args);
    expect({ type, status, body }).toMatchObject({ status: 200 });
    return body;
  };
  return {
    get engine() {
      return open().engine;
    },
    get database() {
      return open().database;
    },
    get server() {
      return open().server;
    },
    ok,
    async reset() {
      await ok('replace_metadata', EMPTY);
    },
    async add(name, path, definition = {}) {
      await ok('add_remote_schema', {
        name,
        definition: { url: `{{REMOTE_URL}}${path}`, ...definition },
      });
    },
  };
}

const EMPTY = {
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      tables: [],
      configuration: { connection_info: { database_url: { from_env: 'PG_DATABASE_URL' } } },
    },
  ],
};
