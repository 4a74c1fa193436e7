/** RQL `select` and `count` → IR. */
import { at, EngineError } from '../base/error.ts';
import { keyOf } from '../catalog/model.ts';
import { allOf, type BoolExp, type Scalar, TRUE } from '../ir/bool-exp.ts';
import type { AggregateSelect, Field, OrderBy, OrderTarget, Select } from '../ir/select.ts';
import { read } from '../metadata/read.ts';
import { filterToBoolExp } from '../schema/filter.ts';
import type { SelectPermission } from '../schema/model.ts';
import type { TrackedRelationship, TrackedTable } from '../schema/tracked.ts';
import { columnOf } from './operand.ts';
import {
  type CountArgs,
  orderBy,
  type RqlColumn,
  type RqlOrderBy,
  type RqlRelation,
  type SelectArgs,
} from './rql-model.ts';

/** Null: the administrator, who sees everything. */
export function selectPermission(table: TrackedTable, role: string): SelectPermission | null {
  if (role === 'admin') return null;
  const permission = table.permissions.get(role)?.select;
  if (!permission) throw notAllowed('select', table, role);
  return permission;
}

export const notAllowed = (verb: string, { table }: TrackedTable, role: string): EngineError =>
  new EngineError(
    'permission-denied',
    `${verb} on "${table.name.name}" for role "${role}" is not allowed. `,
  );

export function requireSelect(table: TrackedTable, role: string, why: string | null): void {
  if (role === 'admin' || table.permissions.get(role)?.select) return;
  const { code, message } = notAllowed('select', table, role);
  throw new EngineError(code, why === null ? message : `${message}; ${why}`);
}

/** A where clause reaches only into rows that the role may see, and compares only what it may select. */
export function rqlWhere(where: unknown, table: TrackedTable, role: string): BoolExp {
  // Asked when all is read: what is refused is told of the clause as a whole.
  const checks: (() => void)[] = [];
  const found = filterToBoolExp(where, table, {
    reach: (target, relationship) => {
      if (relationship !== null) checks.push(() => requireReadable(relationship, target, role));
      else requireSelect(target, role, null);
      return target.permissions.get(role)?.select?.filter ?? TRUE;
    },
    look: (of, field) => checks.push(() => requireSelectable(of, field, role)),
  });
  for (const check of checks) check();
  return found;
}

function requireReadable(relationship: string, { label, permissions }: TrackedTable, role: string) {
  if (role === 'admin' || permissions.get(role)?.select) return;
  throw new EngineError(
    'permission-denied',
    `role "${role}" does not have permission to read relationship "${relationship}"; no permission on table "${label}"`,
  );
}

function requireSelectable(table: TrackedTable, name: string, role: string): void {
  const permission = selectPermission(table, role);
  if (permission === null) return;
  const [what, theirs] = table.columns.has(name)
    ? ['column', permission.columns]
    : ['computed field', permission.computedFields];
  if (!theirs.has(name)) throw notSelectable(what, name, role);
}

const notSelectable = (what: string, name: string, role: string): EngineError =>
  new EngineError(
    'permission-denied',
    `role "${role}" does not have permission to select ${what} "${name}"`,
  );

export function planRqlSelect(args: SelectArgs, table: TrackedTable, role: string): Select {
  return selectRows({ ...args, order_by: args.order_by ?? undefined }, table, role);
}

interface Rows {
  readonly columns: readonly RqlColumn[];
  readonly where?: Readonly<Record<string, unknown>> | undefined;
  readonly order_by?: RqlOrderBy | undefined;
  readonly limit?: number | null | undefined;
  readonly offset?: number | null | undefined;
}

function selectRows(rows: Rows, table: TrackedTable, role: string): Select {
  const permission = selectPermission(table, role);
  return {
    from: { kind: 'table', table: table.table.name },
    where: allOf(
      permission?.filter ?? TRUE,
      rows.where ? at('where', () => rqlWhere(rows.where, table, role)) : TRUE,
    ),
    orderBy: at('order_by', () =>
      (rows.order_by ?? []).map((item, i) => at(i, () => orderItem(item, table, role))),
    ),
    distinctOn: [],
    limit: { asked: at('limit', () => natural(rows.limit)), allowed: permission?.limit ?? null },
    offset: at('offset', () => natural(rows.offset)),
    fields: at('columns', () => fields(rows.columns, table, role)),
  };
}

function natural(value: number | null | undefined) {
  if (value === null || value === undefined) return null;
  if (value < 0) throw new EngineError('not-supported', 'unexpected negative value');
  return { from: 'constant', value: String(value) } as const;
}

function fields(
  columns: readonly RqlColumn[],
  table: TrackedTable,
  role: string,
): readonly Field[] {
  const named = columns.flatMap((column, i) =>
    isWildcard(column) ? [] : [at(i, () => field(column, table, role))],
  );
  const depth = Math.max(0, ...columns.filter(isWildcard).map((column) => (column.length + 1) / 2));
  if (depth > WILDCARD_DEPTH_MAX)
    throw new EngineError(
      'unexpected-payload',
      `a wildcard has at most ${WILDCARD_DEPTH_MAX} stars`,
    );
  const taken = new Set(named.map(({ alias }) => alias));
  return [...named, ...everything(depth, table, role).filter(({ alias }) => !taken.has(alias))];
}

/** `*`: the columns that the role may see; `*.*`: with the rows that they lead to; and so on. */
const isWildcard = (column: RqlColumn): column is string =>
  typeof column === 'string' && /^\*(\.\*)*$/.test(column);
/** Each star multiplies the rows. */
const WILDCARD_DEPTH_MAX = 5;

function everything(depth: number, table: TrackedTable, role: string): readonly Field[] {
  if (depth === 0) return [];
  const columns = allColumns(table, role);
  if (depth === 1) return columns;
  const next = Array(depth - 1)
    .fill('*')
    .join('.');
  const related = [...table.relationships.values()].filter(
    ({ target }) =>
      role === 'admin' || table.source.tables.get(keyOf(target))?.permissions.get(role)?.select,
  );
  return [...columns, ...related.map(({ name }) => field({ name, columns: [next] }, table, role))];
}

/** `*`: the columns that the role may see. */
export function allColumns(table: TrackedTable, role: string): readonly Field[] {
  const permission = selectPermission(table, role);
  return [...table.columns.keys()]
    .filter((name) => permission === null || permission.columns.has(name))
    .map((name) => columnField(name, name, table, role));
}

function field(column: RqlColumn, table: TrackedTable, role: string): Field {
  if (typeof column === 'string') return columnField(column, column, table, role);
  const alias = column.alias ?? column.name;
  const relationship = table.relationships.get(column.name);
  if (relationship) return relationField(column, alias, relationship, table, role);
  if (column.columns !== undefined) return at('name', () => refuseToExpand(column.name, table));
  return columnField(column.name, alias, table, role);
}
function refuseToExpand(name: string, { columns, computedFields }: TrackedTable): never {
  if (columns.has(name) || computedFields.has(name))
    throw new EngineError(
      'unexpected-payload',
      `expecting a relationship; but, "${name}" is a postgres column; only relationships can be expanded`,
    );
  throw new EngineError('not-exists', `relationship "${name}" does not exist`);
}

export function columnField(name: string, alias: string, table: TrackedTable, role: string): Field {
  const found = selectable(name, table, role);
  const when = selectPermission(table, role)?.columns.get(name) ?? null;
  return { kind: 'scalar', alias, value: columnOf(found), output: found.output, path: null, when };
}

/** To a role a column that is not there, and a relationship, is what it may not select; the administrator may anything. */
function selectable(name: string, table: TrackedTable, role: string) {
  const found = table.columns.get(name);
  const permission = selectPermission(table, role);
  if (found && (permission?.columns.has(name) ?? true)) return found;
  throw permission === null
    ? new EngineError('permission-denied', `no such column exists: ${JSON.stringify(name)}`)
    : notSelectable('column', name, role);
}

function relatedTable({ target }: TrackedRelationship, { source }: TrackedTable): TrackedTable {
  const found = source.tables.get(keyOf(target));
  if (!found) throw new EngineError('not-exists', `table "${target.name}" does not exist`);
  return found;
}

function relationField(
  column: RqlRelation,
  alias: string,
  relationship: TrackedRelationship,
  table: TrackedTable,
  role: string,
): Field {
  const { on, kind } = relationship;
  const target = relatedTable(relationship, table);
  requireReadable(relationship.name, target, role);
  if (
    kind === 'object' &&
    [column.where, column.order_by, column.limit, column.offset].some(isGiven)
  )
    throw new EngineError(
      'unexpected-payload',
      "when selecting an 'obj_relationship' 'where', 'order_by', 'limit' and 'offset' can't be used",
    );
  const order =
    column.order_by === undefined ? undefined : read(orderBy, column.order_by, ['order_by']);
  const select = selectRows(
    { ...column, columns: column.columns ?? [], order_by: order },
    target,
    role,
  );
  return kind === 'object'
    ? { kind: 'object', alias, on, isUnique: false, select, when: null }
    : { kind: 'array', alias, on, select, when: null };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** `"-id"`, `"+author.name"`, `{ column: "id", type: "desc" }` */
function orderItem(item: RqlOrderBy[number], table: TrackedTable, role: string): OrderBy {
  if (typeof item !== 'string') {
    const path = typeof item.column === 'string' ? item.column.split('.') : nestedPath(item.column);
    return { by: orderTarget(path, table, role), direction: item.type, nulls: item.nulls ?? null };
  }
  const sign = item.startsWith('-') || item.startsWith('+') ? item[0] : null;
  const path = (sign === null ? item : item.slice(1)).split('.');
  return {
    by: orderTarget(path, table, role),
    direction: sign === '-' ? 'desc' : 'asc',
    nulls: null,
  };
}

/** `{ author: "name" }` */
function nestedPath(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  const [entry] = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (!entry) throw new EngineError('parse-failed', 'expected a column to order by');
  return [entry[0], ...nestedPath(entry[1])];
}

function orderTarget(
  [name = '', ...rest]: readonly string[],
  table: TrackedTable,
  role: string,
): OrderTarget {
  const relationship = table.relationships.get(name);
  if (rest.length === 0) {
    if (relationship) throw notOrderable(name, 'is a relationship and should be expanded');
    requireField(name, table);
    return columnOf(selectable(name, table, role));
  }
  if (relationship === undefined) {
    requireField(name, table);
    selectable(name, table, role);
    throw notOrderable(name, 'is a Postgres column and cannot be chained further');
  }
  if (relationship.kind === 'array')
    throw notOrderable(name, "is an array relationship and can't be used in 'order_by'");
  const target = relatedTable(relationship, table);
  requireReadable(name, target, role);
  return {
    kind: 'object',
    table: target.table.name,
    on: relationship.on,
    where: selectPermission(target, role)?.filter ?? TRUE,
    by: orderTarget(rest, target, role),
  };
}

function requireField(name: string, { columns }: TrackedTable): void {
  if (!columns.has(name)) throw new EngineError('not-exists', `"${name}" does not exist`);
}

const notOrderable = (name: string, why: string): EngineError =>
  new EngineError('unexpected-payload', `"${name}" ${why}`);

const COUNT_NEEDS_SELECT =
  '"count" is only allowed if the role has "select" permissions on the table';

/** `{ count: 3 }` */
export function planRqlCount(args: CountArgs, table: TrackedTable, role: string): AggregateSelect {
  if (role !== 'admin') requireSelect(table, role, COUNT_NEEDS_SELECT);
  const rows = selectRows({ columns: [], where: args.where }, table, role);
  const columns: readonly Scalar[] = at('distinct', () =>
    (args.distinct ?? []).map((name, i) => at(i, () => columnOf(selectable(name, table, role)))),
  );
  const count = {
    kind: 'count',
    alias: 'count',
    columns,
    distinct: columns.length > 0,
    output: 'plain',
  } as const;
  return {
    rows,
    nodesLimit: null,
    fields: [{ kind: 'aggregate', alias: 'aggregate', fields: [count] }],
  };
}
