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

/** A where clause reaches only into rows that the role may see, and compares only what it may select. */
export function rqlWhere(where: unknown, table: TrackedTable, role: string): BoolExp {
  const looked: (readonly [TrackedTable, string])[] = [];
  const found = filterToBoolExp(where, table, {
    reach: (target) => selectPermission(target, role)?.filter ?? TRUE,
    look: (of, field) => looked.push([of, field]),
  });
  for (const [of, field] of looked) requireSelectable(of, field, role);
  return found;
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
  return columns.flatMap((column, i) =>
    at(i, () => (column === '*' ? allColumns(table, role) : [field(column, table, role)])),
  );
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

function noColumn(name: string, { relationships, computedFields }: TrackedTable): EngineError {
  const other = relationships.has(name)
    ? 'relationship'
    : computedFields.has(name)
      ? 'computed field'
      : null;
  return other === null
    ? new EngineError('not-exists', `column "${name}" does not exist`)
    : new EngineError(
        'unexpected-payload',
        `expecting a database column; but, "${name}" is a ${other}; relationships have to be expanded`,
      );
}

function selectable(name: string, table: TrackedTable, role: string) {
  const found = table.columns.get(name);
  if (!found) throw noColumn(name, table);
  const permission = selectPermission(table, role);
  if (permission && !permission.columns.has(name)) throw notSelectable('column', name, role);
  return found;
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
    return columnOf(selectable(name, table, role));
  }
  if (relationship === undefined) {
    selectable(name, table, role);
    throw notOrderable(name, 'is a Postgres column and cannot be chained further');
  }
  if (relationship.kind === 'array')
    throw notOrderable(name, "is an array relationship and can't be used in 'order_by'");
  const target = relatedTable(relationship, table);
  return {
    kind: 'object',
    table: target.table.name,
    on: relationship.on,
    where: selectPermission(target, role)?.filter ?? TRUE,
    by: orderTarget(rest, target, role),
  };
}

const notOrderable = (name: string, why: string): EngineError =>
  new EngineError('unexpected-payload', `"${name}" ${why}`);

/** `{ count: 3 }` */
export function planRqlCount(args: CountArgs, table: TrackedTable, role: string): AggregateSelect {
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
