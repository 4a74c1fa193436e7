/**
 * Mutation → SQL. A write is one statement: a CTE that changes the rows and, over it, what the executor must know
 * (rows written, whether the permission's check held) and, where that can be told without looking at other tables, the
 * answer itself. Otherwise the answer is a second statement, which sees the rows that were written.
 */
import { unreachable } from '../base/error.ts';
import type { TableName } from '../catalog/model.ts';
import type { BoolExp } from '../ir/bool-exp.ts';
import type {
  Assignment,
  BatchColumn,
  Delete,
  Insert,
  InsertRow,
  Mutation,
  MutationOutput,
  OnConflict,
  Update,
} from '../ir/mutation.ts';
import type { Field } from '../ir/select.ts';
import { ident, integer, join, literal, param, type Sql, sql, typeName } from '../pg/sql.ts';
import { boolExpToSql, conditions, whereClause } from './bool-exp.ts';
import { type Entry, objectToSql, rowToJson } from './json.ts';
import { Aliases, aliasedRow, compositeRow, type Row } from './row.ts';
import { operandToSql, type Scope } from './scalar.ts';
import { fieldsToSql } from './select.ts';

/** The table that is written, inside the CTE; the CTE itself; its columns. */
const TARGET = '_t';
const CTE = '_m';
/** Locals that the executor binds for the answer: the rows written, as an array of the row type, and their number. */
export const ROWS = 'rows';
export const AFFECTED = 'affected';

/** What a write tells besides its rows: columns of the row as text, for nested inserts. */
export interface WriteOptions {
  readonly keys?: readonly string[];
  /** Answered in the write itself; null when the answer is a statement of its own, or not wanted. */
  readonly output: MutationOutput | null;
}

const targetScope = (): Scope => {
  const row = aliasedRow(TARGET);
  return { row, root: row, aliases: new Aliases() };
};

/** One row: `affected`, `rows`, `keys`, `ok`, `root`. */
export function insertToSql(insert: Insert, options: WriteOptions): Sql {
  const scope = targetScope();
  return writeToSql(insertChange(insert, scope), insertCheck(insert, scope), scope, options);
}
function insertChange(insert: Insert, scope: Scope): Sql {
  const table = tableIdent(insert.table);
  const conflict = insert.onConflict ? conflictToSql(insert.onConflict, scope) : sql``;
  return sql`INSERT INTO ${table} AS ${ident(TARGET)} ${insertRowsToSql(insert, scope)}${conflict}`;
}

export function updateToSql(update: Update, options: WriteOptions): Sql {
  const scope = targetScope();
  return writeToSql(updateChange(update, scope), boolExpToSql(update.check, scope), scope, options);
}
function updateChange(update: Update, scope: Scope): Sql {
  const set = [...update.set].map(
    ([name, assignment]) => sql`${ident(name)} = ${assignmentToSql(name, assignment, scope)}`,
  );
  const where = whereClause(conditions([], update.where, scope));
  return sql`UPDATE ${tableIdent(update.table)} AS ${ident(TARGET)} SET ${join(set, sql`, `)}${where}`;
}

export function deleteToSql(write: Delete, options: WriteOptions): Sql {
  const scope = targetScope();
  return writeToSql(deleteChange(write, scope), sql`true`, scope, options);
}
function deleteChange(write: Delete, scope: Scope): Sql {
  const where = whereClause(conditions([], write.where, scope));
  return sql`DELETE FROM ${tableIdent(write.table)} AS ${ident(TARGET)}${where}`;
}

/** Whether one statement writes all of it: there are rows, and none nests others. */
export const isFlat = ({ rows }: Insert): boolean =>
  rows.kind === 'batch' ||
  (rows.rows.length > 0 &&
    rows.rows.every(({ before, after }) => before.length + after.length === 0));

/** A write as a plain statement, whose RETURNING is up to the caller. */
export interface PlainChange {
  readonly change: Sql;
  readonly scope: Scope;
  /** What must hold of each row written; null where nothing can refuse one. */
  readonly check: Sql | null;
}

/** Null for what is no single statement. */
export function plainChange(mutation: Mutation): PlainChange | null {
  const scope = targetScope();
  switch (mutation.kind) {
    case 'insert': {
      if (!isFlat(mutation.insert)) return null;
      const { check, onConflict } = mutation.insert;
      const isChecked = !isTrue(check) || (onConflict !== null && !isTrue(onConflict.check));
      const change = insertChange(mutation.insert, scope);
      return { change, scope, check: isChecked ? insertCheck(mutation.insert, scope) : null };
    }
    case 'update': {
      const { update } = mutation;
      if (update.set.size === 0) return null;
      const check = isTrue(update.check) ? null : boolExpToSql(update.check, scope);
      return { change: updateChange(update, scope), scope, check };
    }
    case 'delete':
      return { change: deleteChange(mutation.delete, scope), scope, check: null };
    case 'update-many':
      return null;
    default:
      return unreachable(mutation);
  }
}

const isTrue = (exp: BoolExp): boolean => exp.kind === 'and' && exp.of.every(isTrue);

const tableIdent = ({ schema, name }: TableName): Sql => ident(schema, name);

function writeToSql(change: Sql, check: Sql, scope: Scope, { keys, output }: WriteOptions): Sql {
  const cte = ident(CTE);
  const row = compositeRow(CTE, '_row');
  const affected = sql`(SELECT count(*) FROM ${cte})`;
  const rows =
    output === null ? sql`(SELECT array_agg(${row.whole}) FROM ${cte})::text` : sql`NULL`;
  // A check that is not known to hold does not hold; without a row there is nothing to check.
  const ok = sql`(SELECT coalesce(bool_and("_ok" IS TRUE), true) FROM ${cte})`;
  const root = output === null ? sql`NULL` : outputToSql(output, cte, row, affected, scope.aliases);
  return sql`WITH ${cte} AS (${change} RETURNING ${ident(TARGET)} AS "_row", ${check} AS "_ok") SELECT ${affected} AS "affected", ${rows} AS "rows", ${keysToSql(keys, cte, row)} AS "keys", ${ok} AS "ok", ${root} AS "root"`;
}

/** Columns of the first row as a JSON list of texts: they become parameters of the next statement. */
function keysToSql(keys: readonly string[] | undefined, cte: Sql, row: Row): Sql {
  if (!keys || keys.length === 0) return sql`NULL`;
  const texts = keys.map((name) => sql`(${row.column(name)})::text`);
  return sql`(SELECT json_build_array(${join(texts, sql`, `)}) FROM ${cte} LIMIT 1)`;
}

/** The answer over rows that were written before; the executor binds them as the locals ROWS and AFFECTED. */
export function answerToSql(table: TableName, output: MutationOutput): Sql {
  const aliases = new Aliases();
  const alias = aliases.take();
  const rows = sql`unnest(${param({ from: 'local', name: ROWS }, sql`${tableIdent(table)}[]`)}) AS ${ident(alias)}`;
  const affected = param({ from: 'local', name: AFFECTED }, sql`int`);
  return sql`SELECT ${outputToSql(output, rows, aliasedRow(alias), affected, aliases)} AS "root"`;
}

/** Whether the answer needs nothing but the row's own columns. */
export function isOwnColumns(output: MutationOutput): boolean {
  const fields =
    output.kind === 'row'
      ? output.fields
      : output.fields.flatMap((field) => (field.kind === 'returning' ? field.fields : []));
  return fields.every(isOwnColumn);
}
const isOwnColumn = (field: Field): boolean =>
  field.kind === 'typename' ||
  field.kind === 'node-id' ||
  (field.kind === 'scalar' && field.value.kind === 'column' && field.when === null);

function outputToSql(
  output: MutationOutput,
  from: Sql,
  row: Row,
  affected: Sql,
  aliases: Aliases,
): Sql {
  const rows = (fields: readonly Field[], print: (json: Sql) => Sql): Sql => {
    const alias = aliases.take();
    const json = rowToJson(fieldsToSql(fields, { row, root: row, aliases }));
    return sql`(SELECT ${print(json.print(alias))} FROM (SELECT ${json.columns} FROM ${from}) AS ${ident(alias)})`;
  };
  if (output.kind === 'row') {
    const one = rows(output.fields, (json) => sql`json_agg(${json})`);
    return sql`(${one} -> 0)`;
  }
  const entries = output.fields.map((field): Entry => {
    switch (field.kind) {
      case 'typename':
        return { key: field.alias, value: sql`${literal(field.name)}::text` };
      case 'affected-rows':
        return { key: field.alias, value: affected };
      case 'returning':
        return {
          key: field.alias,
          value: rows(field.fields, (json) => sql`coalesce(json_agg(${json}), '[]'::json)`),
        };
      default:
        return unreachable(field);
    }
  });
  return objectToSql(entries);
}

function insertRowsToSql({ rows }: Insert, scope: Scope): Sql {
  if (rows.kind === 'batch') return batchToSql(rows.columns, scope);
  const values = rows.rows.map((row) => valuesToSql(rows.columns, row, scope));
  return sql`(${columnList(rows.columns)}) VALUES ${join(values, sql`, `)}`;
}

const columnList = (names: readonly string[]): Sql =>
  join(
    names.map((name) => ident(name)),
    sql`, `,
  );

const valuesToSql = (columns: readonly string[], row: InsertRow, scope: Scope): Sql =>
  sql`(${join(
    columns.map((name) =>
      operandToSql(row.presets.get(name) ?? row.values.get(name) ?? { kind: 'default' }, scope),
    ),
    sql`, `,
  )})`;

/** One array per column: the text is the same for one row and for ten thousand. */
function batchToSql(columns: readonly BatchColumn[], scope: Scope): Sql {
  const arrays = columns.filter((column) => column.from === 'array');
  const alias = scope.aliases.take();
  const selected = columns.map((column) =>
    column.from === 'array' ? ident(alias, column.name) : operandToSql(column.value, scope),
  );
  const unnested = arrays.map(({ param: source, type }) => param(source, typeName(`${type}[]`)));
  return sql`(${columnList(columns.map(({ name }) => name))}) SELECT ${join(selected, sql`, `)} FROM unnest(${join(
    unnested,
    sql`, `,
  )}) AS ${ident(alias)}(${columnList(arrays.map(({ name }) => name))})`;
}

function conflictToSql(conflict: OnConflict, scope: Scope): Sql {
  const on =
    conflict.constraint === null ? sql`` : sql` ON CONSTRAINT ${ident(conflict.constraint)}`;
  const target = sql` ON CONFLICT${on}`;
  if (conflict.set.size === 0) return sql`${target} DO NOTHING`;
  const set = [...conflict.set].map(([name, value]) =>
    value.kind === 'excluded'
      ? sql`${ident(name)} = EXCLUDED.${ident(name)}`
      : sql`${ident(name)} = ${operandToSql(value, scope)}`,
  );
  const where = whereClause(conditions([], conflict.where, scope));
  return sql`${target} DO UPDATE SET ${join(set, sql`, `)}${where}`;
}

/** An upsert may have inserted (xmax is 0) or updated the row: each has its own permission's check. */
function insertCheck({ check, onConflict }: Insert, scope: Scope): Sql {
  const inserted = boolExpToSql(check, scope);
  if (!onConflict || onConflict.set.size === 0) return inserted;
  const updated = boolExpToSql(onConflict.check, scope);
  return sql`CASE WHEN ${ident(TARGET, 'xmax')} = ${integer(0)} THEN ${inserted} ELSE ${updated} END`;
}

function assignmentToSql(name: string, { kind, value }: Assignment, scope: Scope): Sql {
  const now = scope.row.column(name);
  const operand = operandToSql(value, scope);
  switch (kind) {
    case 'set':
      return operand;
    case 'increment':
      return sql`(${now} + ${operand})`;
    case 'multiply':
      return sql`(${now} * ${operand})`;
    case 'append':
      return sql`(${now} || ${operand})`;
    case 'prepend':
      return sql`(${operand} || ${now})`;
    case 'delete-key':
    case 'delete-element':
      return sql`(${now} - ${operand})`;
    case 'delete-at-path':
      return sql`(${now} #- ${operand})`;
    default:
      return unreachable(kind);
  }
}
