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

export function operandToSql(operand: Operand, scope: Scope): Sql {
  switch (operand.kind) {
    case 'param':
      return GEOGRAPHIC.has(operand.type)
        ? sql`ST_GeomFromGeoJSON(${param(operand.param, sql`text`)})::${typeName(operand.type)}`
        : param(operand.param, typeName(operand.type));
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
