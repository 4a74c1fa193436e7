import type { Readable } from 'node:stream';
import pg from 'pg';
import { type Checksums, checksumsOf, differences, tablesOf } from './checksum.ts';
import { CopyIn } from './copy-in.ts';

/**
 * Puts a dump of scripts/backup back. Feeding it to psql would not do: migrations have filled the enum tables already,
 * accounts refer to themselves, and every row would fire its triggers and events again. So: one transaction, in which
 * everything is emptied first and triggers and foreign keys sleep (session_replication_role). What is there then is
 * compared with what is `expected`, if that is known, and answered.
 */
export async function restore(
  databaseUrl: string,
  sql: Readable,
  expected?: Checksums,
): Promise<Checksums> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    const tables = await tablesOf(client, 'all');
    if (tables.length === 0) throw new Error('the database has no tables: migrate it first');
    if (expected !== undefined)
      await client.query(`TRUNCATE ${tables.join(', ')} RESTART IDENTITY`);
    await replay(client, sql, expected === undefined ? emptier(client, tables) : async () => {});
    const restored = await checksumsOf(client);
    const different = expected === undefined ? [] : differences(restored, expected);
    if (different.length > 0)
      throw new Error(`not what was backed up, so nothing is changed: ${different.join(', ')}`);
    await client.query('COMMIT');
    return restored;
  } finally {
    await client.end(); // what was not committed is taken back
  }
}

/**
 * Empties the tables of a schema when the first rows for it come: a dump that others made may hold some schemas only,
 * and the rest stays. Deleted and not truncated, as tables outside may refer to them.
 */
function emptier(client: pg.Client, tables: readonly string[]): (schema: string) => Promise<void> {
  const emptied = new Set<string>();
  return async (schema) => {
    if (emptied.has(schema)) return;
    emptied.add(schema);
    for (const table of tables)
      if (table.startsWith(`${schema}.`)) await client.query(`DELETE FROM ${table}`);
  };
}

/** A dump is statements, one or more lines each, and after `COPY … FROM stdin;` rows until `\.`. */
async function replay(
  client: pg.Client,
  sql: Readable,
  empty: (schema: string) => Promise<void>,
): Promise<void> {
  const lines = linesOf(sql);
  let statement = '';
  for (;;) {
    const { done, value: line } = await lines.next();
    if (done) break;
    if (statement === '' && (line === '' || line.startsWith('--') || line.startsWith('\\')))
      continue;
    statement += `${line}\n`;
    if (!line.endsWith(';')) continue;
    const [, schema] = /^COPY ([^.]+)\..* FROM stdin;\n$/.exec(statement) ?? [];
    if (schema !== undefined) {
      await empty(schema);
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
