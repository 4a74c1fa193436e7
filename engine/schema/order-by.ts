import { AGGREGATES, aggregated } from './aggregate.ts';
import { orderByType } from './column-type.ts';
import type { InputFieldDef, TypeRef } from './model.ts';
import { inputField, inputObject } from './registry.ts';
import {
  hasArguments,
  rawTypeName,
  typeName,
  type View,
  visibleRelationships,
  visibleRows,
  visibleScalars,
} from './view.ts';

/** `author_order_by` */
export function orderBy(view: View): TypeRef {
  const name = typeName(view, 'order_by');
  return view.builder.types.use(name, 'input', () =>
    inputObject(
      name,
      `Ordering options when selecting data from "${view.tracked.label}".`,
      fields(view),
    ),
  );
}

function fields(view: View): readonly InputFieldDef[] {
  const direction = orderByType(view.builder, view.tracked.source);
  const { naming } = view;
  return [
    ...view.selectable.map((column) =>
      inputField(column.field, direction, { kind: 'column-order', column }),
    ),
    ...visibleRelationships(view).flatMap(({ relationship, target }) => {
      if (relationship.kind === 'object')
        return [
          inputField(relationship.name, orderBy(target), {
            kind: 'relationship-order',
            relationship,
          }),
        ];
      if (!target.select?.allowAggregations) return [];
      const name = naming.field(`${relationship.name}_aggregate`);
      return [
        inputField(name, aggregateOrderBy(target), { kind: 'aggregate-order', relationship }),
      ];
    }),
    ...visibleScalars(view)
      .filter((field) => !hasArguments(field))
      .map((field) => inputField(field.field, direction, { kind: 'computed-order', field })),
    ...visibleRows(view)
      .filter(({ field, target }) => !hasArguments(field) && target.select?.allowAggregations)
      .map(({ field, target }) =>
        inputField(`${field.field}_aggregate`, aggregateOrderBy(target), {
          kind: 'computed-aggregate-order',
          field,
          table: target,
        }),
      ),
  ];
}

/** `article_aggregate_order_by` */
function aggregateOrderBy(view: View): TypeRef {
  const { types } = view.builder;
  const direction = orderByType(view.builder, view.tracked.source);
  const name = typeName(view, 'aggregate_order_by');
  return types.use(name, 'input', () =>
    inputObject(name, `order by aggregate values of table "${view.tracked.label}"`, [
      inputField('count', direction, { kind: 'function-order', function: 'count' }),
      ...AGGREGATES.flatMap((fn) => {
        const columns = aggregated(view, fn);
        if (columns.length === 0) return [];
        const inner = rawTypeName(view, `_${fn}_order_by`);
        const ref = types.use(inner, 'input', () =>
          inputObject(
            inner,
            `order by ${fn}() on columns of table "${view.tracked.label}"`,
            columns.map((column) =>
              inputField(
                column.field,
                direction,
                { kind: 'column-order', column },
                {
                  description: column.column.description,
                },
              ),
            ),
          ),
        );
        return [inputField(fn, ref, { kind: 'function-order', function: fn })];
      }),
    ]),
  );
}
