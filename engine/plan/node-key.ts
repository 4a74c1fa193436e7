import { allOf, type BoolExp } from '../ir/bool-exp.ts';
import { type Field, NO_LIMIT, type QueryRoot } from '../ir/select.ts';
import { encodeValue } from '../pg/encode.ts';
import type { RoleColumn, RoleTable } from '../schema/model.ts';
import { encodingOf } from '../schema/scalar.ts';
import { filterOf } from './bool-exp.ts';
import { columnOf } from './operand.ts';
import { fromTable } from './rows.ts';

/** `column = value`, of values that were read when planned: global ids, representations. */
export function columnIs(
  column: RoleColumn,
  value: unknown,
): Extract<BoolExp, { kind: 'compare' }> {
  const { type } = column.column;
  const param = { from: 'constant', value: encodeValue(value, encodingOf(type)) } as const;
  return {
    kind: 'compare',
    op: '_eq',
    left: columnOf(column),
    right: { kind: 'param', param, type: type.sqlName },
  };
}

/** The one row that a key names, if the role may see it. */
export const rowByKey = (
  table: RoleTable,
  key: readonly BoolExp[],
  fields: readonly Field[],
): QueryRoot => ({
  kind: 'one',
  select: {
    from: fromTable(table),
    where: allOf(filterOf(table), ...key),
    orderBy: [],
    distinctOn: [],
    limit: NO_LIMIT,
    offset: null,
    fields,
  },
});
