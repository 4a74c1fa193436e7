import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { test as base, inject } from 'vitest';

/** A database of its own, for one test. */
export interface Database {
  readonly url: string;
  query<Row extends pg.QueryResultRow>(
    text: string,
    params?: readonly unknown[],
  ): Promise<pg.QueryResult<Row>>;
  /** Cuts off whoever is connected, and removes it. */
  drop(): Promise<void>;
}

/** How a template comes to be: its name says what is in it, and changes when that does. */
export interface Template {
  readonly name: string;
  /** Fills an empty database. */
  readonly fill: (url: string) => Promise<void>;
}

/** Makes an empty database, or a copy of `template`, which is filled once in a run however many ask for it. */
export async function createDatabase(template?: Template): Promise<Database> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const source = template === undefined ? 'template0' : await templateDatabase(template);
  await asSuperuser((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`));
  const url = urlOf(name);
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on('error', () => undefined); // a test that kills Postgres breaks idle connections
  return {
    url,
    query: (text, params = []) => pool.query(text, [...params]),
    async drop() {
      await pool.end();
      await asSuperuser((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** `test` with a `database` that is gone afterwards. */
export const test = base.extend<{ database: Database }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs
  database: async ({}, use) => {
    const database = await createDatabase();
    await use(database);
    await database.drop();
  },
});

/** The same, as copies of a template. */
export const testWith = (template: Template) =>
  base.extend<{ database: Database }>({
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs
    database: async ({}, use) => {
      const database = await createDatabase(template);
      await use(database);
      await database.drop();
    },
  });

/** Any number: all who make templates must only agree on it. */
const TEMPLATE_LOCK = 7_140_001;

async function templateDatabase({ name, fill }: Template): Promise<string> {
  const database = `template_${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
  await asSuperuser(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [
      database,
    ]);
    if (rowCount !== 0) return;
    // Filled under another name: a fill that fails leaves no template that looks complete.
    const draft = `${database}_draft`;
    await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${draft} TEMPLATE template0`);
    await fill(urlOf(draft));
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
      [draft],
    );
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${database}`);
  });
  return database;
}

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${database}`;
  return url.href;
}
