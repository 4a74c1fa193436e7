/** JSON objects and rows in SQL text. */
import { ident, join, literal, type Sql, sql } from '../pg/sql.ts';

export interface Entry {
  readonly key: string;
  readonly value: Sql;
}

/** Postgres cuts identifiers at 63 bytes without a word, so two long aliases could become one. */
const IDENTIFIER_BYTES_MAX = 63;
/** A function takes 100 arguments at most: 50 pairs. */
const PAIRS_MAX = 50;

export function objectToSql(entries: readonly Entry[]): Sql {
  if (entries.length <= PAIRS_MAX) return buildObject(entries);
  return sql`(SELECT row_to_json("_o") FROM (${rowColumns(entries)}) AS "_o")`;
}

const buildObject = (entries: readonly Entry[]): Sql =>
  sql`json_build_object(${join(
    entries.map(({ key, value }) => sql`${literal(key)}, ${value}`),
    sql`, `,
  )})`;

const isShort = ({ key }: Entry): boolean => Buffer.byteLength(key) <= IDENTIFIER_BYTES_MAX;

/** The select list of one row, and how to print that row once it stands under an alias. */
export interface JsonRow {
  readonly columns: Sql;
  print(alias: string): Sql;
}

/**
 * A composite row is the cheapest JSON that Postgres makes (a third of json_build_object per row), but its keys are
 * identifiers; keys that are too long for one go the slow way.
 */
export function rowToJson(entries: readonly Entry[]): JsonRow {
  if (entries.every(isShort)) {
    return { columns: selectList(entries), print: (alias) => ident(alias) };
  }
  const pairs = entries.map(
    ({ key, value }, i) => sql`(${literal(String(i))}::int, ${literal(key)}, to_json(${value}))`,
  );
  const object = sql`(SELECT json_object_agg("_k", "_v" ORDER BY "_i") FROM (VALUES ${join(pairs, sql`, `)}) AS "_p"("_i", "_k", "_v"))`;
  return { columns: sql`${object} AS "_object"`, print: (alias) => ident(alias, '_object') };
}

const selectList = (entries: readonly Entry[]): Sql =>
  join(
    entries.map(({ key, value }) => sql`${value} AS ${ident(key)}`),
    sql`, `,
  );

const rowColumns = (entries: readonly Entry[]): Sql => sql`SELECT ${selectList(entries)}`;
