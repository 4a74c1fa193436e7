/** RQL `insert`, `update`, `delete` → IR. */
import { at, EngineError } from '../base/error.ts';
import type { Column } from '../catalog/model.ts';
import { allOf, FALSE, type Operand, TRUE } from '../ir/bool-exp.ts';
import type { Assignment, Mutation, MutationOutput, OnConflict } from '../ir/mutation.ts';
import { constantOperand } from '../schema/filter-comparison.ts';
import type { InsertPermission } from '../schema/model.ts';
import { qualified } from '../schema/naming.ts';
import type { TrackedTable } from '../schema/tracked.ts';
import type { DeleteArgs, InsertArgs, UpdateArgs } from './rql-model.ts';
import { allColumns, columnField, notAllowed, requireSelect, rqlWhere } from './rql-select.ts';

export function planRqlInsert(args: InsertArgs, table: TrackedTable, role: string): Mutation {
  requireMutable(table, 'insertable');
  const permission = role === 'admin' ? null : table.permissions.get(role)?.insert;
  if (permission === undefined || (permission === null && role !== 'admin'))
    throw notAllowed('insert', table, role);
  if (args.returning !== undefined)
    requireSelect(
      table,
      role,
      '"returning" can only be used if the role has "select" permission on the table',
    );
  const output = outputOf(args.returning, table, role);
  const rows = at('objects', () =>
    args.objects.map((object, i) =>
      at(i, () => ({
        values: rowOf(object, permission, table, role),
        presets: permission?.presets ?? NO_PRESETS,
        before: [],
        after: [],
      })),
    ),
  );
  const columns = new Set(
    rows.flatMap(({ values, presets }) => [...values.keys(), ...presets.keys()]),
  );
  const [first] = table.columns.keys();
  if (columns.size === 0 && first !== undefined) columns.add(first);
  const onConflict = at('on_conflict', () =>
    conflictOf(args.on_conflict, [...columns], table, role),
  );
  const insert = {
    table: table.table.name,
    rows: { kind: 'rows', columns: [...columns], rows } as const,
    onConflict,
    check: permission?.check ?? TRUE,
  };
  return { kind: 'insert', insert, output };
}

/** Who may not select could still find out what is there by what a condition finds. */
const whereNeedsSelect = (verb: 'update' | 'delete'): string =>
  `${verb} is only allowed if the role has "select" permission as "where" can't be used without "select" permission on the table`;

const MUTABLE = {
  insertable: 'isInsertable',
  updatable: 'isUpdatable',
  deletable: 'isDeletable',
} as const;
function requireMutable({ table }: TrackedTable, what: keyof typeof MUTABLE): void {
  if (table[MUTABLE[what]]) return;
  throw new EngineError('not-supported', `view "${qualified(table.name)}" is not ${what}`);
}

const NO_PRESETS: InsertPermission['presets'] = new Map();

function rowOf(
  object: Readonly<Record<string, unknown>>,
  permission: InsertPermission | null,
  table: TrackedTable,
  role: string,
): ReadonlyMap<string, Operand> {
  const values = new Map<string, Operand>();
  for (const [name, value] of Object.entries(object)) {
    if (permission?.presets.has(name)) throw predefined(name, 'insertable', role);
    if (permission && !permission.columns.has(name))
      throw new EngineError(
        'permission-denied',
        `role "${role}" does not have permission to insert column "${name}"`,
      );
    const { type } = columnNamed(name, table);
    values.set(
      name,
      at(name, () => constantOperand(value, type)),
    );
  }
  return values;
}

const predefined = (name: string, verb: 'insertable' | 'updatable', role: string): EngineError =>
  new EngineError(
    'not-supported',
    `column "${name}" is not ${verb} for role "${role}"; its value is predefined in permission`,
  );

const valueFor = (name: string, value: unknown, table: TrackedTable): Operand =>
  constantOperand(value, columnNamed(name, table).type);

function columnNamed(name: string, { columns }: TrackedTable): Column {
  const found = columns.get(name);
  if (!found) throw new EngineError('not-exists', `column "${name}" does not exist`);
  return found.column;
}

type ConflictArgs = NonNullable<InsertArgs['on_conflict']>;

function conflictOf(
  given: InsertArgs['on_conflict'],
  columns: readonly string[],
  table: TrackedTable,
  role: string,
): OnConflict | null {
  if (!given) return null;
  const permission = role === 'admin' ? null : (table.permissions.get(role)?.update ?? undefined);
  if (permission === undefined)
    throw new EngineError(
      'permission-denied',
      `upsert is not allowed for role "${role}" since update permissions are not defined`,
    );
  const constraint = constraintOf(given, table);
  if (given.action === 'ignore') return { constraint, set: new Map(), where: TRUE, check: TRUE };
  const updatable = columns.filter((name) => permission === null || permission.columns.has(name));
  return {
    constraint,
    set: new Map<string, Operand | { readonly kind: 'excluded' }>([
      ...updatable.map((name) => [name, { kind: 'excluded' }] as const),
      ...(permission?.presets ?? []),
    ]),
    where: permission?.filter ?? TRUE,
    check: permission?.check ?? TRUE,
  };
}

/** Null where any conflict is meant, which only `ignore` may. */
function constraintOf(
  { constraint, constraint_on, action }: ConflictArgs,
  { table, columns }: TrackedTable,
): string | null {
  const keys = table.primaryKey
    ? [table.primaryKey, ...table.uniqueConstraints]
    : table.uniqueConstraints;
  if (constraint !== undefined && constraint_on !== undefined)
    throw new EngineError(
      'unexpected-payload',
      "'constraint' and 'constraint_on' cannot be set at a time",
    );
  if (constraint !== undefined) {
    if (keys.some(({ name }) => name === constraint)) return constraint;
    const problem = `constraint "${constraint}" for table "${qualified(table.name)}" does not exist`;
    throw new EngineError('unexpected', problem, ['constraint'], 400);
  }
  if (constraint_on === undefined) {
    if (action === 'ignore') return null;
    throw new EngineError(
      'unexpected-payload',
      "Expecting 'constraint' or 'constraint_on' when the 'action' is 'update'",
    );
  }
  const wanted = typeof constraint_on === 'string' ? [constraint_on] : constraint_on;
  at('constraint_on', () =>
    wanted.forEach((name, i) => {
      at(i, () => {
        if (!columns.has(name))
          throw new EngineError('not-exists', `column "${name}" does not exist`);
      });
    }),
  );
  const found = keys.find(
    (key) =>
      key.columns.length === wanted.length && key.columns.every((name) => wanted.includes(name)),
  );
  if (found) return found.name;
  throw new EngineError(
    'constraint-error',
    'there is no unique or exclusion constraint on target column(s)',
  );
}

function outputOf(
  returning: InsertArgs['returning'],
  table: TrackedTable,
  role: string,
): MutationOutput {
  const affected = { kind: 'affected-rows', alias: 'affected_rows' } as const;
  if (returning === undefined) return { kind: 'response', fields: [affected] };
  const fields = at('returning', () =>
    returning === '*'
      ? allColumns(table, role)
      : returning.map((name) => {
          if (!table.columns.has(name))
            throw new EngineError(
              'permission-denied',
              `no such column exists: ${JSON.stringify(name)}`,
            );
          return columnField(name, name, table, role);
        }),
  );
  return {
    kind: 'response',
    fields: [affected, { kind: 'returning', alias: 'returning', fields }],
  };
}

export function planRqlUpdate(args: UpdateArgs, table: TrackedTable, role: string): Mutation {
  requireMutable(table, 'updatable');
  const permission = role === 'admin' ? null : table.permissions.get(role)?.update;
  if (permission === undefined || (permission === null && role !== 'admin'))
    throw notAllowed('update', table, role);
  requireSelect(table, role, whereNeedsSelect('update'));
  const set = new Map<string, Assignment>();
  const assign = (name: string, assignment: Assignment): void => {
    if (permission?.presets.has(name)) throw predefined(name, 'updatable', role);
    if (permission && !permission.columns.has(name))
      throw new EngineError(
        'permission-denied',
        `role "${role}" does not have permission to update column "${name}"`,
      );
    set.set(name, assignment);
  };
  for (const [name, value] of Object.entries(args.$set ?? {}))
    assign(name, { kind: 'set', value: at('$set', () => valueFor(name, value, table)) });
  for (const [name, value] of Object.entries(args.$inc ?? {}))
    assign(name, { kind: 'increment', value: at('$inc', () => valueFor(name, value, table)) });
  for (const [name, value] of Object.entries(args.$mul ?? {}))
    assign(name, { kind: 'multiply', value: at('$mul', () => valueFor(name, value, table)) });
  for (const name of args.$default ?? []) assign(name, { kind: 'set', value: { kind: 'default' } });
  for (const [name, value] of permission?.presets ?? []) set.set(name, { kind: 'set', value });
  if (set.size === 0)
    throw new EngineError(
      'unexpected-payload',
      'atleast one of $set, $inc, $mul has to be present',
    );
  const where = allOf(
    permission?.filter ?? TRUE,
    at('where', () => rqlWhere(args.where, table, role)),
  );
  const update = { table: table.table.name, where, set, check: permission?.check ?? TRUE };
  return { kind: 'update', update, output: outputOf(args.returning, table, role) };
}

export function planRqlDelete(args: DeleteArgs, table: TrackedTable, role: string): Mutation {
  requireMutable(table, 'deletable');
  const permission = role === 'admin' ? null : table.permissions.get(role)?.delete;
  if (permission === undefined || (permission === null && role !== 'admin'))
    throw notAllowed('delete', table, role);
  requireSelect(table, role, whereNeedsSelect('delete'));
  const filter = role === 'admin' ? TRUE : (permission?.filter ?? FALSE);
  const where = allOf(
    filter,
    at('where', () => rqlWhere(args.where, table, role)),
  );
  return {
    kind: 'delete',
    delete: { table: table.table.name, where },
    output: outputOf(args.returning, table, role),
  };
}
