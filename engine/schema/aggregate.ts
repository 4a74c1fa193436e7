import { columnType, valueType } from './column-type.ts';
import type { FieldDef, RoleColumn, TypeRef } from './model.ts';
import { field, inputField, object } from './registry.ts';
import { isComparable, isNumeric } from './scalar.ts';
import { selectColumn } from './select-column.ts';
import { list, nonNull } from './type-ref.ts';
import { hasArguments, typeName, type View, visibleScalars } from './view.ts';

/** `author_aggregate { aggregate { count max { … } } nodes { … } }` */

const NUMERIC_AGGREGATES = [
  ...['avg', 'stddev', 'stddev_pop', 'stddev_samp', 'sum', 'var_pop', 'var_samp', 'variance'],
] as const;
export const AGGREGATES = [...NUMERIC_AGGREGATES, 'max', 'min'] as const;
const isComparison = (fn: string): boolean => fn === 'max' || fn === 'min';

/** The columns that an aggregate function takes. */
export const aggregated = (view: View, fn: string): readonly RoleColumn[] =>
  view.selectable.filter(
    ({ column, enumTable }) =>
      enumTable === null && (isComparison(fn) ? isComparable(column.type) : isNumeric(column.type)),
  );

export function aggregateType(view: View, row: TypeRef): TypeRef {
  const name = typeName(view, 'aggregate');
  return view.builder.types.use(name, 'object', () =>
    object(name, `aggregated selection of "${view.tracked.label}"`, [
      field('aggregate', aggregateFields(view), { kind: 'aggregate' }),
      field('nodes', nonNull(list(nonNull(row))), { kind: 'nodes' }),
    ]),
  );
}

function aggregateFields(view: View): TypeRef {
  const { types } = view.builder;
  const name = typeName(view, 'aggregate_fields');
  return types.use(name, 'object', () =>
    object(name, `aggregate fields of "${view.tracked.label}"`, [
      countField(view),
      ...AGGREGATES.flatMap((fn) => functionField(view, fn)),
    ]),
  );
}

function countField(view: View): FieldDef {
  const { types } = view.builder;
  const columns = selectColumn(view);
  return field(
    'count',
    nonNull(types.scalar('Int')),
    { kind: 'count' },
    {
      args: () => [
        ...(columns === null
          ? []
          : [inputField('columns', list(nonNull(columns)), { kind: 'count-columns' })]),
        inputField('distinct', types.scalar('Boolean'), { kind: 'count-distinct' }),
      ],
    },
  );
}

function functionField(view: View, fn: string): readonly FieldDef[] {
  const { builder, naming, tracked } = view;
  const resultOf = (type: TypeRef): TypeRef =>
    isComparison(fn) || fn === 'sum' ? type : builder.types.scalar('Float');
  const columns = aggregated(view, fn);
  const computed = visibleScalars(view)
    .filter(({ function: { returns } }) =>
      isComparison(fn) ? isComparable(returns) : isNumeric(returns),
    )
    .filter((each) => !hasArguments(each));
  if (columns.length + computed.length === 0) return [];
  const name = typeName(view, fn, 'fields');
  const ref = builder.types.use(name, 'object', () =>
    object(name, `aggregate ${fn} on columns`, [
      ...columns.map((column) =>
        field(
          column.field,
          resultOf(columnType(column, tracked.source, builder)),
          { kind: 'column', column },
          { description: column.column.description },
        ),
      ),
      ...computed.map((each) =>
        field(
          each.field,
          resultOf(valueType(each.function.returns, builder)),
          { kind: 'computed-scalar', field: each },
          { description: each.description },
        ),
      ),
    ]),
  );
  return [field(naming.field(fn), ref, { kind: 'aggregate-function', function: fn })];
}
