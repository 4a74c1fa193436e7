import { aggregateBoolExp } from './aggregate-bool-exp.ts';
import { comparisonExp, typeComparison } from './comparison.ts';
import type { InputFieldDef, TypeRef } from './model.ts';
import { inputField, inputObject } from './registry.ts';
import { list, nonNull } from './type-ref.ts';
import {
  hasArguments,
  typeName,
  type View,
  visibleRelationships,
  visibleRows,
  visibleScalars,
} from './view.ts';

/** `author_bool_exp`: what a client may filter rows by. */
export function boolExp(view: View): TypeRef {
  const name = typeName(view, 'bool_exp');
  return view.builder.types.use(name, 'input', () =>
    inputObject(
      name,
      `Boolean expression to filter rows from the table "${view.tracked.label}". All fields are combined with a logical 'AND'.`,
      fields(view),
    ),
  );
}

function fields(view: View): readonly InputFieldDef[] {
  const { builder, tracked } = view;
  const self = boolExp(view);
  const all = list(nonNull(self));
  return [
    inputField('_and', all, { kind: 'and' }),
    inputField('_not', self, { kind: 'not' }),
    inputField('_or', all, { kind: 'or' }),
    ...view.selectable.map((column) =>
      inputField(column.field, comparisonExp(column, tracked.source, builder), {
        kind: 'column-comparison',
        column,
      }),
    ),
    ...visibleRelationships(view).flatMap(({ relationship, target }) => [
      inputField(relationship.name, boolExp(target), { kind: 'relationship-filter', relationship }),
      ...(relationship.kind === 'array' &&
      target.select?.allowAggregations &&
      !builder.features.hidesAggregatePredicates
        ? [
            inputField(
              `${relationship.name}_aggregate`,
              aggregateBoolExp(target, boolExp(target)),
              {
                kind: 'aggregate-filter',
                relationship,
              },
            ),
          ]
        : []),
    ]),
    ...visibleScalars(view)
      .filter((field) => !hasArguments(field))
      .map((field) =>
        inputField(field.field, typeComparison(field.function.returns, tracked.source, builder), {
          kind: 'computed-comparison',
          field,
        }),
      ),
    ...visibleRows(view)
      .filter(({ field }) => !hasArguments(field))
      .map(({ field, target }) =>
        inputField(field.field, boolExp(target), {
          kind: 'computed-rows-filter',
          field,
          table: target,
        }),
      ),
  ];
}
