import { typeComparison } from './comparison.ts';
import type { InputFieldDef, RoleColumn, TypeRef } from './model.ts';
import { enumOf, inputField, inputObject } from './registry.ts';
import { baseType } from './scalar.ts';
import { selectColumn } from './select-column.ts';
import { list, nonNull } from './type-ref.ts';
import { rawTypeName, type View } from './view.ts';

/** `articles_aggregate: { count: { predicate: … } }`: rows by what their related rows add up to. */
export function aggregateBoolExp(view: View, filter: TypeRef): TypeRef {
  const name = rawTypeName(view, '_aggregate_bool_exp');
  return view.builder.types.use(name, 'input', () =>
    inputObject(name, null, predicates(view, filter)),
  );
}

const OF_FLOATS = ['avg', 'corr', 'covar_samp', 'max', 'min', 'stddev_samp', 'sum', 'var_samp'];
const OF_BOOLEANS = ['bool_and', 'bool_or'];
const OF_PAIRS = ['corr', 'covar_samp'];
const PLAIN = { kind: 'plain' } as const;

function predicates(view: View, filter: TypeRef): readonly InputFieldDef[] {
  const typed = (type: string): readonly RoleColumn[] =>
    view.selectable.filter(
      ({ column, enumTable }) => enumTable === null && baseType(column.type).name === type,
    );
  const over = (functions: readonly string[], columns: readonly RoleColumn[], type: string) =>
    columns.length === 0
      ? []
      : functions.map((fn) => predicate(view, fn, argumentsOf(view, fn, columns), type, filter));
  const columns = selectColumn(view);
  return [
    ...over(OF_BOOLEANS, typed('bool'), 'bool'),
    predicate(view, 'count', columns && list(nonNull(columns)), 'int4', filter),
    ...over(OF_FLOATS, typed('float8'), 'float8'),
  ];
}

function predicate(
  view: View,
  fn: string,
  columns: TypeRef | null,
  type: string,
  filter: TypeRef,
): InputFieldDef {
  const { types } = view.builder;
  const name = rawTypeName(view, `_aggregate_bool_exp_${fn}`);
  const result = { name: type, schema: 'pg_catalog', kind: 'base', sqlName: type } as const;
  const ref = types.use(name, 'input', () =>
    inputObject(name, null, [
      ...(columns === null ? [] : [inputField('arguments', columns, PLAIN)]),
      inputField('distinct', types.scalar('Boolean'), PLAIN),
      inputField('filter', filter, PLAIN),
      inputField(
        'predicate',
        nonNull(typeComparison(result, view.tracked.source, view.builder)),
        PLAIN,
      ),
    ]),
  );
  return inputField(fn, ref, { kind: 'function-order', function: fn });
}

function argumentsOf(view: View, fn: string, columns: readonly RoleColumn[]): TypeRef {
  const { types } = view.builder;
  const label = `${view.tracked.base.text}_aggregate_bool_exp_${fn}_arguments_columns`;
  const name = rawTypeName(view, `_select_column_${label}`);
  const column = types.use(name, 'enum', () =>
    enumOf(
      name,
      `select "${label}" columns of table "${view.tracked.label}"`,
      columns.map(({ field, column: { name: value } }) => ({
        name: field,
        value,
        description: 'column name',
      })),
    ),
  );
  if (!OF_PAIRS.includes(fn)) return nonNull(column);
  const pair = rawTypeName(view, `_aggregate_bool_exp_${fn}_arguments`);
  const ref = types.use(pair, 'input', () =>
    inputObject(pair, null, [
      inputField('X', nonNull(column), PLAIN),
      inputField('Y', nonNull(column), PLAIN),
    ]),
  );
  return nonNull(ref);
}
