import { boolExp } from './bool-exp.ts';
import { columnType } from './column-type.ts';
import type { InputFieldDef, RoleColumn, TypeRef } from './model.ts';
import { isGraphqlName } from './naming.ts';
import { enumOf, field, inputField, inputObject, object, type Registry } from './registry.ts';
import { rowsOf } from './row.ts';
import { baseType, isNumeric } from './scalar.ts';
import { list, nonNull } from './type-ref.ts';
import { typeName, type View } from './view.ts';

/** Inputs and answers of what writes: `author_insert_input`, `author_on_conflict`, `author_set_input`, … */

const ofColumn = (view: View, column: RoleColumn, type?: TypeRef): InputFieldDef =>
  inputField(
    column.field,
    type ?? columnType(column, view.tracked.source, view.builder),
    { kind: 'column-value', column },
    { description: column.column.description },
  );

/** Columns that the client may give: those permitted that no preset gives. */
const writable = (
  { columns }: View,
  permission: {
    readonly columns: ReadonlySet<string>;
    readonly presets: ReadonlyMap<string, unknown>;
  } | null,
): readonly RoleColumn[] =>
  [...columns.values()].filter(
    ({ column }) =>
      permission?.columns.has(column.name) &&
      !permission.presets.has(column.name) &&
      !column.isGenerated &&
      column.identity !== 'always',
  );

export function insertInput(view: View): TypeRef {
  const name = typeName(view, 'insert_input');
  return view.builder.types.use(name, 'input', () =>
    inputObject(name, `input type for inserting data into table "${view.tracked.label}"`, [
      ...writable(view, view.insert).map((column) => ofColumn(view, column)),
      ...nestedInserts(view),
    ]),
  );
}

function nestedInserts(view: View): readonly InputFieldDef[] {
  return [...view.relationships.values()].flatMap((relationship) => {
    const target = relationship.target() as View;
    if (target.insert === null) return [];
    const { name, kind } = relationship;
    return kind === 'object'
      ? [inputField(name, relationInput(target, 'object'), { kind: 'nested-object', relationship })]
      : [inputField(name, relationInput(target, 'array'), { kind: 'nested-array', relationship })];
  });
}

function relationInput(view: View, kind: 'object' | 'array'): TypeRef {
  const name = typeName(view, kind === 'object' ? 'obj_rel_insert_input' : 'arr_rel_insert_input');
  const row = nonNull(insertInput(view));
  return view.builder.types.use(name, 'input', () =>
    inputObject(
      name,
      `input type for inserting ${kind} relation for remote table "${view.tracked.label}"`,
      [
        inputField('data', kind === 'object' ? row : nonNull(list(row)), { kind: 'data' }),
        ...onConflictArg(view),
      ],
    ),
  );
}

/** `on_conflict: author_on_conflict`: where the table has a key to conflict on. */
export function onConflictArg(view: View): readonly InputFieldDef[] {
  const { table, naming, builder, tracked } = view;
  // A constraint whose name cannot be one of GraphQL cannot be named by a client.
  const constraints = [
    ...(table.primaryKey === null ? [] : [table.primaryKey]),
    ...table.uniqueConstraints,
  ].filter(({ name }) => isGraphqlName(name));
  if (constraints.length === 0) return [];
  const name = typeName(view, 'on_conflict');
  const ref = builder.types.use(name, 'input', () => {
    const constraint = typeName(view, 'constraint');
    const constraintRef = builder.types.use(constraint, 'enum', () =>
      enumOf(
        constraint,
        `unique or primary key constraints on table "${tracked.label}"`,
        constraints.map(({ name: value, columns }) => ({
          name: value,
          value,
          description: `unique or primary key constraint on columns ${columns.map((each) => `"${each}"`).join(', ')}`,
        })),
      ),
    );
    return inputObject(name, `on_conflict condition type for table "${tracked.label}"`, [
      inputField('constraint', nonNull(constraintRef), { kind: 'constraint' }),
      inputField(
        'update_columns',
        nonNull(list(nonNull(updateColumn(view)))),
        { kind: 'update-columns' },
        { defaultValue: '[]' },
      ),
      inputField('where', boolExp(view), { kind: 'where' }),
    ]);
  });
  return [
    inputField(
      naming.field('on_conflict'),
      ref,
      { kind: 'on-conflict' },
      { description: 'upsert condition' },
    ),
  ];
}

/** An enum has at least one value: this one means nothing. */
export const NO_COLUMN = '_PLACEHOLDER';

function updateColumn(view: View): TypeRef {
  const name = typeName(view, 'update_column');
  const columns = writable(view, view.update);
  return view.builder.types.use(name, 'enum', () =>
    enumOf(
      name,
      `update columns of table "${view.tracked.label}"`,
      columns.length > 0
        ? columns.map(({ field: key, column }) => ({
            name: key,
            value: column.name,
            description: 'column name',
          }))
        : [
            {
              name: NO_COLUMN,
              value: NO_COLUMN,
              description: 'placeholder (do not use)',
            },
          ],
    ),
  );
}

interface UpdateOperator {
  readonly name: string;
  /** Of the input type. */
  readonly suffix: string;
  readonly text: string;
  /** What the input type is told to be, where that is not the same. */
  readonly inputText?: string;
  /** What a client gives for a column; absent: a value of the column's own type. */
  readonly type?: TypeRef;
}

/** `_set`, `_inc`, …: those that have a column to work on. */
export function updateOperators(view: View): readonly InputFieldDef[] {
  const { types } = view.builder;
  const { label } = view.tracked;
  const columns = writable(view, view.update);
  const numeric = columns.filter(({ column }) => isNumeric(column.type));
  const jsonb = columns.filter(({ column }) => baseType(column.type).name === 'jsonb');
  const onJsonb = jsonb.length === 0 ? [] : jsonbOperators(types);
  return [
    ...updateOperator(view, columns, {
      name: '_set',
      suffix: 'set_input',
      text: 'sets the columns of the filtered rows to the given values',
      inputText: `input type for updating data in table "${label}"`,
    }),
    ...updateOperator(view, numeric, {
      name: '_inc',
      suffix: 'inc_input',
      text: 'increments the numeric columns with given value of the filtered values',
      inputText: `input type for incrementing numeric columns in table "${label}"`,
    }),
    ...onJsonb.flatMap((operator) => updateOperator(view, jsonb, operator)),
  ];
}

const jsonbOperators = (types: Registry): readonly UpdateOperator[] => [
  {
    name: '_prepend',
    suffix: 'prepend_input',
    text: 'prepend existing jsonb value of filtered columns with new jsonb value',
  },
  {
    name: '_append',
    suffix: 'append_input',
    text: 'append existing jsonb value of filtered columns with new jsonb value',
  },
  {
    name: '_delete_key',
    suffix: 'delete_key_input',
    text: 'delete key/value pair or string element. key/value pairs are matched based on their key value',
    type: types.scalar('String'),
  },
  {
    name: '_delete_elem',
    suffix: 'delete_elem_input',
    text: 'delete the array element with specified index (negative integers count from the end). throws an error if top level container is not an array',
    type: types.scalar('Int'),
  },
  {
    name: '_delete_at_path',
    suffix: 'delete_at_path_input',
    text: 'delete the field or element with specified path (for JSON arrays, negative integers count from the end)',
    type: list(nonNull(types.scalar('String'))),
  },
];

function updateOperator(
  view: View,
  columns: readonly RoleColumn[],
  { name, suffix, text, inputText = text, type }: UpdateOperator,
): readonly InputFieldDef[] {
  if (columns.length === 0) return [];
  const typed = typeName(view, suffix);
  const ref = view.builder.types.use(typed, 'input', () =>
    inputObject(
      typed,
      inputText,
      columns.map((column) => ofColumn(view, column, type)),
    ),
  );
  const means = { kind: 'update-operator', operator: name } as const;
  return [inputField(view.naming.field(name), ref, means, { description: text })];
}

export function updatesInput(view: View): TypeRef {
  const name = typeName(view, 'updates');
  return view.builder.types.use(name, 'input', () =>
    inputObject(name, null, [...updateOperators(view), updateWhere(view)]),
  );
}
export const updateWhere = (view: View): InputFieldDef =>
  inputField(
    'where',
    nonNull(boolExp(view)),
    { kind: 'where' },
    {
      description: 'filter the rows which have to be updated',
    },
  );

/** The columns of the primary key; null where there is none or the role may not select them all. */
export function keyColumns({ table, columns, select }: View): readonly RoleColumn[] | null {
  if (table.primaryKey === null || select === null) return null;
  const key = table.primaryKey.columns.flatMap((name) => {
    const column = columns.get(name);
    return column !== undefined && select.columns.has(name) ? [column] : [];
  });
  return key.length === table.primaryKey.columns.length ? key : null;
}
export const keyArgs = (view: View, key: readonly RoleColumn[]): readonly InputFieldDef[] =>
  key.map((column) =>
    inputField(
      column.field,
      nonNull(columnType(column, view.tracked.source, view.builder)),
      { kind: 'key-column', column },
      { description: column.column.description },
    ),
  );

export function pkColumnsInput(view: View, key: readonly RoleColumn[]): TypeRef {
  const name = typeName(view, 'pk_columns_input');
  return view.builder.types.use(name, 'input', () =>
    inputObject(
      name,
      `primary key columns input for table: ${view.tracked.label}`,
      keyArgs(view, key),
    ),
  );
}

export function mutationResponse(view: View): TypeRef {
  const name = typeName(view, 'mutation_response');
  const { types } = view.builder;
  return types.use(name, 'object', () =>
    object(name, `response of any mutation on the table "${view.tracked.label}"`, [
      field(
        'affected_rows',
        nonNull(types.scalar('Int')),
        { kind: 'affected-rows' },
        {
          description: 'number of rows affected by the mutation',
        },
      ),
      ...(view.select === null
        ? []
        : [
            field(
              'returning',
              rowsOf(view),
              { kind: 'returning' },
              {
                description: 'data from the rows affected by the mutation',
              },
            ),
          ]),
    ]),
  );
}
