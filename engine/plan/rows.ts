/** Arguments of a selection of rows → the rows of a Select, with the permission's filter and limit. */
import type { JsonPath } from '../base/error.ts';
import { allOf, type Scalar, TRUE } from '../ir/bool-exp.ts';
import type { From, Select } from '../ir/select.ts';
import type { RoleTable } from '../schema/model.ts';
import { argument } from './argument.ts';
import { filterOf, planBoolExp } from './bool-exp.ts';
import { type InputField, paramOf } from './input.ts';
import { columnOf } from './operand.ts';
import { checkDistinctOn, planDistinctOn, planOrderBy } from './order-by.ts';

export const fromTable = ({ table }: RoleTable): From => ({ kind: 'table', table: table.name });

/** `where`, `order_by`, `limit` … of a field, with the permission's filter and limit; fields are the caller's. */
export function planRows(
  from: From,
  table: RoleTable,
  args: readonly InputField[],
  path: JsonPath,
): Omit<Select, 'fields'> {
  const where = argument(args, 'where');
  const order = argument(args, 'order-by');
  const distinct = argument(args, 'distinct-on');
  const limit = argument(args, 'limit');
  const offset = argument(args, 'offset');
  const orderBy = order ? planOrderBy(order, table) : [];
  const distinctOn = distinct ? planDistinctOn(distinct, table) : [];
  checkDistinctOn(distinctOn, orderBy, [...path, 'args']);
  return {
    from,
    where: allOf(filterOf(table), where ? planBoolExp(where, table) : TRUE),
    orderBy,
    distinctOn,
    limit: {
      asked: limit ? paramOf(limit, 'scalar', 'non-negative') : null,
      allowed: table.select?.limit ?? null,
    },
    offset: offset ? paramOf(offset, 'scalar', 'big-int') : null,
  };
}

/** The columns of the primary key. */
export const keyColumns = ({ table, columns }: RoleTable): readonly Scalar[] =>
  (table.primaryKey?.columns ?? []).flatMap((name) => {
    const column = columns.get(name);
    return column ? [columnOf(column)] : [];
  });
