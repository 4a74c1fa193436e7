/** `order_by` and `distinct_on` of a request → IR. */
import { EngineError } from '../base/error.ts';
import type { Scalar } from '../ir/bool-exp.ts';
import type { OrderBy, OrderTarget } from '../ir/select.ts';
import type { RoleRelationship, RoleTable } from '../schema/model.ts';
import { filterOf } from './bool-exp.ts';
import { computedCall } from './computed-field.ts';
import { enumOf, fieldsOf, type Input, type InputField, isNull, listOf } from './input.ts';
import { cellOf, columnNameOf, computedCellOf } from './operand.ts';

type Direction = Pick<OrderBy, 'direction' | 'nulls'>;
type Wrap = (by: OrderTarget) => OrderTarget;
const asIs: Wrap = (by) => by;

export function planOrderBy(input: Input, table: RoleTable): readonly OrderBy[] {
  return listOf(input).flatMap((each) => objectOrders(each, table, asIs));
}

function objectOrders(input: Input, table: RoleTable, wrap: Wrap): readonly OrderBy[] {
  return fieldsOf(input).flatMap((field) =>
    isNull(field.input) ? [] : fieldOrders(field, table, wrap),
  );
}

function fieldOrders({ def, input }: InputField, table: RoleTable, wrap: Wrap): readonly OrderBy[] {
  const { means } = def;
  switch (means.kind) {
    case 'column-order':
      return [{ by: wrap(cellOf(means.column, table)), ...directionOf(input) }];
    case 'computed-order': {
      const { returns } = means.field.function;
      const by: Scalar = {
        kind: 'computed',
        call: computedCall(means.field, null),
        type: returns.sqlName,
      };
      return [{ by: wrap(computedCellOf(by, means.field.name, table)), ...directionOf(input) }];
    }
    case 'relationship-order': {
      const { on, target } = means.relationship;
      const related = target();
      const where = filterOf(related);
      return objectOrders(input, related, (by) =>
        wrap({ kind: 'object', table: related.table.name, on, where, by }),
      );
    }
    case 'aggregate-order':
      return aggregateOrders(input, means.relationship.target(), (fn, column) =>
        wrap(aggregateOf(means.relationship, fn, column)),
      );
    case 'computed-aggregate-order': {
      const call = computedCall(means.field, null);
      const where = filterOf(means.table);
      return aggregateOrders(input, means.table, (fn, column) =>
        wrap({ kind: 'call-aggregate', call, where, function: fn, column }),
      );
    }
    default:
      throw new EngineError(
        'unexpected',
        `"${def.name}" is no order of "${table.typeName}"`,
        input.path,
      );
  }
}

const aggregateOf = (
  { on, target }: RoleRelationship,
  fn: string,
  column: Scalar | null,
): OrderTarget => {
  const related = target();
  return {
    kind: 'aggregate',
    table: related.table.name,
    on,
    where: filterOf(related),
    function: fn,
    column,
  };
};

/** `{ count: desc, max: { id: asc } }` */
function aggregateOrders(
  input: Input,
  table: RoleTable,
  target: (fn: string, column: Scalar | null) => OrderTarget,
): readonly OrderBy[] {
  return fieldsOf(input).flatMap(({ def, input: inner }): readonly OrderBy[] => {
    if (isNull(inner)) return [];
    if (def.means.kind !== 'function-order')
      throw new EngineError('unexpected', `"${def.name}" is no aggregate`, inner.path);
    const { function: fn } = def.means;
    if (fn === 'count') return [{ by: target(fn, null), ...directionOf(inner) }];
    return fieldsOf(inner).flatMap(({ def: column, input: order }): readonly OrderBy[] => {
      if (column.means.kind !== 'column-order' || isNull(order)) return [];
      return [{ by: target(fn, cellOf(column.means.column, table)), ...directionOf(order) }];
    });
  });
}

/** `asc`, `desc_nulls_last`, …; without nulls: asc has them last, desc first, as Postgres. */
function directionOf(input: Input): Direction {
  const [direction, , nulls] = enumOf(input).split('_');
  return {
    direction: direction === 'desc' ? 'desc' : 'asc',
    nulls: nulls === 'first' || nulls === 'last' ? nulls : null,
  };
}

export function planDistinctOn(input: Input, table: RoleTable): readonly Scalar[] {
  return listOf(input).map((each) => {
    const column = table.columns.get(enumOf(each));
    if (!column) throw new EngineError('unexpected', 'no such column', each.path);
    return cellOf(column, table);
  });
}

const nameOf = (by: OrderTarget): string | null =>
  by.kind === 'column' || by.kind === 'guarded' ? columnNameOf(by) : null;

/** Postgres wants the columns of DISTINCT ON to lead the order; told before it is asked, as Hasura does. */
export function checkDistinctOn(
  distinctOn: readonly Scalar[],
  orderBy: readonly OrderBy[],
  path: Input['path'],
): void {
  if (orderBy.length === 0) return;
  const leading = orderBy.slice(0, distinctOn.length).map(({ by }) => nameOf(by));
  const wanted = new Set(distinctOn.map(columnNameOf));
  if (leading.length === distinctOn.length && leading.every((name) => wanted.has(name))) return;
  throw new EngineError(
    'validation-failed',
    '"distinct_on" columns must match initial "order_by" columns',
    path,
  );
}
