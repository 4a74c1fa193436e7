import type { PgType } from '../catalog/model.ts';
import { enumType, valueType } from './column-type.ts';
import { type Operators, operatorsOn } from './comparison-operator.ts';
import type { InputFieldDef, NamedType, RoleColumn, TypeRef } from './model.ts';
import { inputField, inputObject } from './registry.ts';
import { baseType, classOf, elementOf, isArray, scalarName, type TypeClass } from './scalar.ts';
import { spatialOperators } from './spatial-comparison.ts';
import type { TrackedSource } from './tracked.ts';
import { list, nonNull } from './type-ref.ts';
import type { Builder } from './view.ts';

/** `Int_comparison_exp` and its like: which operators a column's type knows. */
export function comparisonExp(
  { column, enumTable }: Pick<RoleColumn, 'column' | 'enumTable'>,
  source: TrackedSource,
  builder: Builder,
): TypeRef {
  if (enumTable === null) return typeComparison(column.type, source, builder);
  const value = enumType(enumTable, source, builder);
  const label = value.kind === 'named' ? value.name : '';
  const name = source.naming.shared(`${label}_comparison_exp`);
  return builder.types.use(name, 'input', () => {
    const op = operatorsOn(value, source);
    return comparisonType(name, label, [...op.equality(builder), ...op.isNull(builder)]);
  });
}

/** As comparisonExp, of a type on its own: computed fields, casts, predicates of aggregates. */
export function typeComparison(type: PgType, source: TrackedSource, builder: Builder): TypeRef {
  const label = scalarName(isArray(type) ? elementOf(type) : type);
  const name = source.naming.shared(`${label}${isArray(type) ? '_array' : ''}_comparison_exp`);
  return builder.types.use(name, 'input', () => {
    const value = valueType(type, builder);
    const op = operatorsOn(value, source);
    const kind = classOf(type);
    return comparisonType(name, label, [
      ...castField(type, source, builder),
      ...op.equality(builder),
      ...op.isNull(builder),
      ...(kind === 'raster' ? [] : op.order()),
      ...ofClass(kind, op, source, builder),
    ]);
  });
}

const comparisonType = (name: string, label: string, fields: readonly InputFieldDef[]): NamedType =>
  inputObject(
    name,
    `Boolean expression to compare columns of type "${label}". All fields are combined with logical 'AND'.`,
    fields,
  );

function ofClass(
  kind: TypeClass,
  operators: Operators,
  source: TrackedSource,
  builder: Builder,
): readonly InputFieldDef[] {
  const { op, value } = operators;
  const scalar = builder.types.scalar;
  switch (kind) {
    case 'text':
      return TEXT.map(([name, text]) => op(name, value, text));
    case 'jsonb':
      return [
        op('_contained_in', value, 'is the column contained in the given json value'),
        op('_contains', value, 'does the column contain the given json value at the top level'),
        op('_has_key', scalar('String'), 'does the string exist as a top-level key in the column'),
        op(
          '_has_keys_any',
          list(nonNull(scalar('String'))),
          'do any of these strings exist as top-level keys in the column',
        ),
        op(
          '_has_keys_all',
          list(nonNull(scalar('String'))),
          'do all of these strings exist as top-level keys in the column',
        ),
      ];
    case 'array':
      return [
        op('_contained_in', value, 'is the array contained in the given array value'),
        op('_contains', value, 'does the array contain the given value'),
      ];
    case 'ltree':
      return [
        op('_ancestor', value, 'is the left argument an ancestor of right (or equal)?'),
        op('_ancestor_any', list(nonNull(value)), 'does array contain an ancestor of `ltree`?'),
        op('_descendant', value, 'is the left argument a descendant of right (or equal)?'),
        op('_descendant_any', list(nonNull(value)), 'does array contain a descendant of `ltree`?'),
        op('_matches', scalar('lquery', 'lquery'), 'does `ltree` match `lquery`?'),
        op(
          '_matches_any',
          list(nonNull(scalar('lquery', 'lquery'))),
          'does `ltree` match any `lquery` in array?',
        ),
        op(
          '_matches_fulltext',
          scalar('ltxtquery', 'ltxtquery'),
          'does `ltree` match `ltxtquery`?',
        ),
      ];
    case 'geometry':
    case 'geography':
    case 'raster':
      return spatialOperators(kind, operators, source, builder);
    case 'plain':
      return [];
  }
}

const TEXT = [
  ['_ilike', 'does the column match the given case-insensitive pattern'],
  ['_iregex', 'does the column match the given POSIX regular expression, case insensitive'],
  ['_like', 'does the column match the given pattern'],
  ['_nilike', 'does the column NOT match the given case-insensitive pattern'],
  ['_niregex', 'does the column NOT match the given POSIX regular expression, case insensitive'],
  ['_nlike', 'does the column NOT match the given pattern'],
  ['_nregex', 'does the column NOT match the given POSIX regular expression, case sensitive'],
  ['_nsimilar', 'does the column NOT match the given SQL regular expression'],
  ['_regex', 'does the column match the given POSIX regular expression, case sensitive'],
  ['_similar', 'does the column match the given SQL regular expression'],
] as const;

const CASTS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  jsonb: [['String', 'text']],
  geometry: [['geography', 'geography']],
  geography: [['geometry', 'geometry']],
};
const plainType = (name: string): PgType => ({
  name,
  schema: 'pg_catalog',
  kind: 'base',
  sqlName: name,
});

function castField(
  type: PgType,
  source: TrackedSource,
  builder: Builder,
): readonly InputFieldDef[] {
  const from = baseType(type).name;
  const targets = CASTS[from];
  if (targets === undefined) return [];
  const name = source.naming.shared(`${from}_cast_exp`);
  const ref = builder.types.use(name, 'input', () =>
    inputObject(
      name,
      null,
      targets.map(([label, target]) =>
        inputField(label, typeComparison(plainType(target), source, builder), {
          kind: 'operator',
          operator: '_cast',
        }),
      ),
    ),
  );
  return [inputField('_cast', ref, { kind: 'operator', operator: '_cast' })];
}
