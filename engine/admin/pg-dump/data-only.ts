import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../../base/error.ts';
import type { Pool, Transaction } from '../../pg/pool.ts';

/**
 * What `pg_dump --data-only` writes, for machines that have no pg_dump: an embedded Postgres comes without. Rows alone,
 * as backups have them; whatever asks for more needs the real one.
 */

export interface DataOptions {
  /** All but Postgres's own, when none is named. */
  readonly schemas: readonly string[];
  readonly snapshot: string | undefined;
  readonly isViaRoot: boolean;
  readonly hasUnlogged: boolean;
}

/** Options that change nothing about rows. */
const WITHOUT_EFFECT =
  /^(-[Oxa]+|--no-owner|--no-privileges|--no-acl|--data-only|--encoding=utf-?8)$/i;
/** A plain name; patterns are for the real pg_dump. */
const SCHEMA = /^(?:--schema=|-n)([a-z_][\w$]*)$/i;
const SNAPSHOT = /^--snapshot=([\dA-F-]+)$/i;

/** undefined where the options ask for anything else than rows. */
export function dataOptionsOf(opts: readonly string[]): DataOptions | undefined {
  const schemas: string[] = [];
  const seen = { snapshot: undefined as string | undefined, isViaRoot: false, hasUnlogged: true };
  const isData = opts.some((opt) => opt === '--data-only' || /^-[Ox]*a[Oxa]*$/.test(opt));
  if (!isData) return undefined;
  for (let i = 0; i < opts.length; i++) {
    let opt = opts[i] ?? '';
    if (/^(--schema|-n|--snapshot)$/.test(opt))
      opt += `${opt === '-n' ? '' : '='}${opts[++i] ?? ''}`;
    const [, schema] = SCHEMA.exec(opt) ?? [];
    const [, snapshot] = SNAPSHOT.exec(opt) ?? [];
    if (schema !== undefined) schemas.push(schema.toLowerCase());
    else if (snapshot !== undefined) seen.snapshot = snapshot;
    else if (opt === '--load-via-partition-root') seen.isViaRoot = true;
    else if (opt === '--no-unlogged-table-data') seen.hasUnlogged = false;
    else if (!WITHOUT_EFFECT.test(opt)) return undefined;
  }
  return { schemas, ...seen };
}

/** Resolves with the first bytes; all of it is one snapshot. */
export async function dumpData(pool: Pool, options: DataOptions): Promise<Readable> {
  const output = new PassThrough();
  const done = pool.transaction((tx) => pipeline(dump(tx, options), output), {
    isolation: 'repeatable-read',
    isReadOnly: true,
    mayChangeSession: true,
  });
  // What goes wrong later breaks the stream off, and whoever reads it hears so.
  done.catch((error: Error) => output.destroy(error));
  try {
    await Promise.race([once(output, 'readable'), done]);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new EngineError('unexpected', `error while executing pg_dump: ${problem}`);
  }
  return output;
}

async function* dump(tx: Transaction, options: DataOptions): AsyncGenerator<string> {
  if (options.snapshot !== undefined)
    await tx.simple(`SET TRANSACTION SNAPSHOT '${options.snapshot}'`);
  await tx.simple(`SET LOCAL datestyle = ISO; SET LOCAL intervalstyle = postgres; SET LOCAL bytea_output = hex;
    SET LOCAL extra_float_digits = 3; SET LOCAL search_path = pg_catalog`);
  yield HEAD;
  for (const table of inOrder(await tablesOf(tx, options))) yield* rowsOf(tx, table);
  for (const sequence of await sequencesOf(tx, options)) yield await numberOf(tx, sequence);
}

const HEAD = `SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

`;

interface DumpedTable {
  readonly oid: number;
  /** Names as SQL has them, quoted where they have to be: by Postgres itself. */
  readonly source: string;
  readonly target: string;
  readonly columns: readonly string[];
  /** Tables that its rows refer to. */
  readonly needs: readonly number[];
}

/** Of the schemas in $1, or of all; nothing that came with an extension. */
const WANTED = `
  CASE WHEN json_array_length($1::json) = 0 THEN n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ELSE n.nspname IN (SELECT json_array_elements_text($1::json)) END
  AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;
const NAME = `quote_ident(n.nspname) || '.' || quote_ident(c.relname)`;

async function tablesOf(tx: Transaction, options: DataOptions): Promise<readonly DumpedTable[]> {
  const result = await tx.query(
    `SELECT json_build_object('oid', c.oid::bigint, 'source', ${NAME}, 'target', CASE
         WHEN c.relispartition AND $2::boolean THEN (
           SELECT quote_ident(rn.nspname) || '.' || quote_ident(r.relname)
           FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace WHERE r.oid = pg_partition_root(c.oid))
         ELSE ${NAME} END,
       'columns', (
         SELECT coalesce(json_agg(quote_ident(a.attname) ORDER BY a.attnum), '[]') FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
       'needs', (
         SELECT coalesce(json_agg(DISTINCT k.confrelid::bigint), '[]') FROM pg_constraint k
         WHERE k.conrelid = c.oid AND k.contype = 'f'))
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND (c.relpersistence = 'p' OR c.relpersistence = 'u' AND $3::boolean) AND ${WANTED}
     ORDER BY n.nspname, c.relname`,
    [JSON.stringify(options.schemas), String(options.isViaRoot), String(options.hasUnlogged)],
  );
  return result.json() as DumpedTable[];
}

/** What is referred to first, as far as there is such an order. */
function inOrder(tables: readonly DumpedTable[]): readonly DumpedTable[] {
  const byOid = new Map(tables.map((table) => [table.oid, table]));
  const ordered = new Set<DumpedTable>();
  const begun = new Set<DumpedTable>();
  const visit = (table: DumpedTable): void => {
    if (begun.has(table)) return;
    begun.add(table);
    for (const oid of table.needs) {
      const needed = byOid.get(oid);
      if (needed !== undefined) visit(needed);
    }
    ordered.add(table);
  };
  tables.forEach(visit);
  return [...ordered];
}

const FETCH_ROWS = 1_000;

/** The rows in the text format of COPY, made by Postgres: a column's text, with what would end it escaped. */
async function* rowsOf(
  tx: Transaction,
  { source, target, columns }: DumpedTable,
): AsyncGenerator<string> {
  if (columns.length === 0) return;
  const cells = columns.map((column) => {
    const escaped = [
      ['\\', '\\\\'],
      ['\n', '\\n'],
      ['\r', '\\r'],
      ['\t', '\\t'],
    ].reduce(
      (text, [from, to]) => `replace(${text}, ${quoted(from)}, ${quoted(to)})`,
      `format('%s', ${column})`,
    );
    return `CASE WHEN ${column} IS NOT DISTINCT FROM NULL THEN '\\N' ELSE ${escaped} END`;
  });
  yield `COPY ${target} (${columns.join(', ')}) FROM stdin;\n`;
  await tx.simple(
    `DECLARE dumped NO SCROLL CURSOR FOR SELECT concat_ws(E'\\t', ${cells.join(', ')}) FROM ONLY ${source}`,
  );
  for (;;) {
    const [batch] = await tx.simple(`FETCH ${FETCH_ROWS} FROM dumped`);
    const rows = batch?.rows ?? [];
    if (rows.length === 0) break;
    yield rows.map(([row]) => `${row?.toString('utf8') ?? ''}\n`).join('');
  }
  await tx.simple('CLOSE dumped');
  yield '\\.\n\n\n';
}

const quoted = (character: string | undefined): string =>
  `E'${(character ?? '').replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}'`;

async function sequencesOf(tx: Transaction, { schemas }: DataOptions): Promise<readonly string[]> {
  const result = await tx.query(
    `SELECT to_json(${NAME}) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'S' AND ${WANTED} ORDER BY n.nspname, c.relname`,
    [JSON.stringify(schemas)],
  );
  return result.json() as string[];
}

async function numberOf(tx: Transaction, sequence: string): Promise<string> {
  const result = await tx.query(`SELECT last_value, is_called FROM ${sequence}`);
  const isCalled = result.text(0, 1) === 't';
  return `SELECT pg_catalog.setval('${sequence.replaceAll("'", "''")}', ${result.text(0, 0)}, ${isCalled});\n\n\n`;
}
