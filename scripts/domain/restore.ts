import type { Readable } from 'node:stream';
import pg from 'pg';
import { DATA_SCHEMAS } from './backup.ts';
import { CopyIn } from './copy-in.ts';

/**
 * Puts a dump of scripts/backup back. Feeding it to psql would not do: migrations have filled the enum tables already,
 * accounts refer to themselves, and every row would fire its triggers and events again. So: one transaction, in which
 * everything is emptied first and triggers and foreign keys sleep (session_replication_role).
 */
export async function restore(databaseUrl: string, sql: Readable): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    const tables = await tablesOf(client);
    if (tables.length === 0) throw new Error('the database has no tables: migrate it first');
    await client.query(`TRUNCATE ${tables.join(', ')} RESTART IDENTITY`);
    await replay(client, sql);
    await client.query('COMMIT');
  } finally {
    await client.end(); // what was not committed is taken back
  }
}

/** One line a table, for comparing two databases; the order of rows does not matter. */
export async function checksums(databaseUrl: string): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const sums = new Map<string, string>();
    for (const table of await tablesOf(client)) {
      const { rows } = await client.query<{ sum: string }>(
        `SELECT count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS sum FROM ${table} AS t`,
      );
      sums.set(table, rows[0]?.sum ?? '');
    }
    return sums;
  } finally {
    await client.end();
  }
}

/** Quoted names of all tables with data of ours; a partitioned one stands for its partitions. */
async function tablesOf(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1)
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1`,
    [DATA_SCHEMAS],
  );
  return rows.map(({ name }) => name);
}

/** A dump is statements, one or more lines each, and after `COPY … FROM stdin;` rows until `\.`. */
async function replay(client: pg.Client, sql: Readable): Promise<void> {
  const lines = linesOf(sql);
  let statement = '';
  for (;;) {
    const { done, value: line } = await lines.next();
    if (done) break;
    if (statement === '' && (line === '' || line.startsWith('--') || line.startsWith('\\')))
      continue;
    statement += `${line}\n`;
    if (!line.endsWith(';')) continue;
    if (/^COPY .* FROM stdin;\n$/.test(statement)) {
      const copy = new CopyIn(statement, rowsUntilEnd(lines));
      client.query(copy);
      await copy.done;
    } else if (!statement.startsWith('SELECT pg_catalog.set_config(')) {
      await client.query(statement);
    }
    statement = '';
  }
  if (statement !== '') throw new Error('the dump breaks off in the middle of a statement');
}

/** Chunk size of COPY rows: one message a row would cost more than the row. */
const CHUNK_BYTES = 65_536;

async function* rowsUntilEnd(lines: AsyncGenerator<string, void>) {
  let chunk = '';
  for (;;) {
    const { done, value: line } = await lines.next();
    if (done) throw new Error('the dump breaks off in the middle of a table');
    if (line === '\\.') break;
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_BYTES) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}

/** Lines as they come. A stream that fails fails its reader, which readline would not do. */
async function* linesOf(input: Readable): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of input.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
