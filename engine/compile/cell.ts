/** Values → cells: SQL for the bytes that travel, and how the row writer prints them. */
import type { SqlType } from '../ir/bool-exp.ts';
import type { Output } from '../ir/select.ts';
import { type Sql, sql } from '../pg/sql.ts';
import type { CellFormat } from './row-shape.ts';
import { outputToSql } from './scalar.ts';

/** As a column of the statement, in Postgres's text format; or as a member of an array of bytea. */
export type Travel = 'column' | 'member';

export interface Cell {
  readonly sql: Sql;
  readonly format: CellFormat;
}

const FORMAT: ReadonlyMap<string, CellFormat> = new Map([
  ['smallint', 'number'],
  ['integer', 'number'],
  ['bigint', 'number'],
  ['real', 'number'],
  ['double precision', 'number'],
  ['numeric', 'number'],
  ['boolean', 'boolean'],
  ['text', 'string'],
  ['character varying', 'string'],
  ['character', 'string'],
  ['uuid', 'string'],
  ['citext', 'string'],
  ['date', 'string'],
  ['time without time zone', 'string'],
  ['time with time zone', 'string'],
  ['interval', 'string'],
  ['bytea', 'string'],
  ['inet', 'string'],
  ['json', 'json'],
  ['jsonb', 'json'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
]);

/** A value of this type; `null` where only Postgres knows the type. */
export function valueCell(value: Sql, type: SqlType | null, output: Output, travel: Travel): Cell {
  const printed = outputToSql(value, output);
  const format = output === 'text' ? 'string' : output === 'plain' ? FORMAT.get(type ?? '') : null;
  // Whose JSON is not plain from its text, Postgres prints.
  if (!format) return jsonCell(printed, travel);
  if (travel === 'column') return { sql: printed, format };
  return memberCell(printed, output === 'plain' ? type : null, format);
}

/** Whatever to_json makes of it. */
export function jsonCell(value: Sql, travel: Travel): Cell {
  const json = sql`to_json(${value})`;
  return { sql: travel === 'column' ? json : sql`json_send(${json})`, format: 'json' };
}

/** The bytes that the type's text would be, or a whole number as eight: cheaper at both ends than its digits. */
function memberCell(value: Sql, type: SqlType | null, format: CellFormat): Cell {
  switch (type) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return { sql: sql`int8send(${value})`, format: 'int64' };
    case 'boolean':
      return { sql: sql`boolsend(${value})`, format };
    case 'character':
      // As text it would lose the spaces at its end.
      return { sql: sql`bpcharsend(${value})`, format };
    case 'inet':
      // As text it would always have a netmask.
      return jsonCell(value, 'member');
    default:
      return { sql: sql`textsend((${value})::text)`, format };
  }
}
