/** Values, calls and what is printed of them, as SQL. */
import { unreachable } from '../base/error.ts';
import type { FunctionCall, Operand } from '../ir/bool-exp.ts';
import type { Output } from '../ir/select.ts';
import { ident, join, param, type Sql, sql, typeName } from '../pg/sql.ts';
import { Aliases, aliasedRow, type Row } from './row.ts';

/** What an expression may refer to. */
export interface Scope {
  readonly row: Row;
  /** The row where the where clause began: what `["$", "column"]` of a permission means. */
  readonly root: Row;
  readonly aliases: Aliases;
}

/** Outside of any row: what a root field's function call or native query is compiled in. */
const noRow: Row = aliasedRow('_none');
export const rootScope = (): Scope => ({ row: noRow, root: noRow, aliases: new Aliases() });

/** Clients give these as GeoJSON. */
const GEOGRAPHIC: ReadonlySet<string> = new Set(['geometry', 'geography']);
const GEOGRAPHIC_LISTS: ReadonlySet<string> = new Set(['geometry[]', 'geography[]']);

export function operandToSql(operand: Operand, scope: Scope): Sql {
  switch (operand.kind) {
    case 'param':
      return paramToSql(operand);
    case 'column':
      return (operand.root ? scope.root : scope.row).column(operand.name);
    case 'null':
      return sql`NULL`;
    case 'default':
      return sql`DEFAULT`;
    default:
      return unreachable(operand);
  }
}

function paramToSql({ param: source, type }: Extract<Operand, { kind: 'param' }>): Sql {
  if (GEOGRAPHIC.has(type))
    return sql`ST_GeomFromGeoJSON(${param(source, sql`text`)})::${typeName(type)}`;
  if (!GEOGRAPHIC_LISTS.has(type)) return param(source, typeName(type));
  const member = typeName(type.slice(0, -'[]'.length));
  const each = sql`ARRAY(SELECT ST_GeomFromGeoJSON(_m)::${member} FROM unnest(_l) AS _m)`;
  const list = sql`(SELECT ${param(source, sql`text[]`)} AS _l) AS _p`;
  // No row, and so NULL, where the list itself is null. The cast makes it a value: ANY takes a query for rows.
  return sql`(SELECT ${each} FROM ${list} WHERE _l IS NOT NULL)::${typeName(type)}`;
}

/** A call by named notation, so that arguments with defaults may be left out anywhere. */
export function callToSql({ name, args }: FunctionCall, scope: Scope): Sql {
  const passed = args.map((arg) => {
    const value = arg.value.kind === 'row' ? scope.row.whole : operandToSql(arg.value, scope);
    return arg.name === null ? value : sql`${ident(arg.name)} => ${value}`;
  });
  return sql`${ident(name.schema, name.name)}(${join(passed, sql`, `)})`;
}

/** How a value is printed when json_agg meets it. */
export function outputToSql(value: Sql, output: Output): Sql {
  switch (output) {
    case 'plain':
      return value;
    case 'text':
      return sql`(${value})::text`;
    case 'text-array':
      return sql`(${value})::text[]`;
    case 'geojson':
      return sql`ST_AsGeoJSON(${value}, 15, 4)::json`;
    default:
      return unreachable(output);
  }
}
