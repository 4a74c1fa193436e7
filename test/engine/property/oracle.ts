import type { Query, Rows, Selected } from './query.ts';
import { limitOf, permissionsOf } from './visible.ts';
import {
  type Column,
  type Filter,
  ID,
  type Permission,
  type Relationship,
  type Scalar,
  SESSION,
  type Table,
  tableOf,
  type Value,
  type World,
  worthSql,
} from './world.ts';

/** What a query must answer, as one plain SQL expression. Written by hand from the rules; knows nothing of the engine. */

let aliases = 0;
const nextAlias = (): string => `x${aliases++}`;

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const literal = (value: Scalar, type: string): string => `${text(String(value))}::${type}`;
const from = ({ schema }: World, table: string): string => `"${schema}"."${table}"`;
const any = (parts: readonly string[]): string =>
  parts.length === 0 ? 'false' : `(${parts.join(' OR ')})`;
const all = (parts: readonly string[]): string =>
  parts.length === 0 ? 'true' : `(${parts.join(' AND ')})`;

/** The rows under `alias` that a filter holds for. `see` says which rows of a related table count, and what is in a cell. */
interface Eyes {
  row(table: string, alias: string): string;
  cell(table: string, column: Column, alias: string): string;
}

/** An administrator's: of permissions. */
const everything: Eyes = { row: () => 'true', cell: (_, column, alias) => cellSql(column, alias) };

export const cellSql = ({ name, isComputed }: Column, alias: string): string =>
  isComputed ? `(${worthSql(`${alias}.id`, SESSION['x-hasura-int'])})` : `${alias}."${name}"`;

function filterSql(
  filter: Filter,
  table: string,
  alias: string,
  root: string,
  world: World,
  eyes: Eyes,
): string {
  const again = (inner: Filter): string => filterSql(inner, table, alias, root, world, eyes);
  switch (filter.kind) {
    case 'and':
      return all(filter.of.map(again));
    case 'or':
      return any(filter.of.map(again));
    case 'not':
      return `(NOT ${again(filter.of)})`;
    case 'null': {
      const cell = eyes.cell(table, filter.column, alias);
      return `(${cell} IS ${filter.is ? '' : 'NOT '}NULL)`;
    }
    case 'compare':
      return compareSql(eyes.cell(table, filter.column, alias), filter);
    case 'columns': {
      const op = { _ceq: '=', _cneq: '<>', _cgt: '>', _clte: '<=' }[filter.op];
      return `(${alias}."${filter.column.name}" ${op} ${filter.isRoot ? root : alias}."${filter.other.name}")`;
    }
    case 'related':
      return existsSql(filter.by.to, filter.where, root, world, eyes, (theirs) =>
        joined(filter.by, alias, theirs),
      );
    case 'aggregate': {
      const { by, function: fn, column, isDistinct } = filter;
      const other = nextAlias();
      const cell = column === null ? '*' : eyes.cell(by.to, column, other);
      const value = `${fn}(${isDistinct && column !== null ? 'DISTINCT ' : ''}${cell})`;
      const inner = filterSql(filter.where, by.to, other, other, world, eyes);
      const where = all([joined(by, alias, other), eyes.row(by.to, other), inner]);
      // What is not known does not hold, also under a NOT.
      return `coalesce((SELECT ${value} FROM ${from(world, by.to)} ${other} WHERE ${where}) ${SQL_OP[filter.op]} ${filter.value}, false)`;
    }
    case 'exists':
      return existsSql(filter.table, filter.where, root, world, eyes, () => 'true');
  }
}

const joined = ({ ours, theirs, isComputed }: Relationship, alias: string, other: string): string =>
  `${other}."${theirs}" ${isComputed ? '<=' : '='} ${alias}."${ours}"`;

function existsSql(
  table: string,
  where: Filter,
  root: string,
  world: World,
  eyes: Eyes,
  join: (alias: string) => string,
): string {
  const alias = nextAlias();
  const inner = filterSql(where, table, alias, root, world, eyes);
  return `EXISTS (SELECT 1 FROM ${from(world, table)} ${alias} WHERE ${all([join(alias), eyes.row(table, alias), inner])})`;
}

const SQL_OP = { _eq: '=', _neq: '<>', _gt: '>', _lt: '<', _gte: '>=', _lte: '<=', _like: 'LIKE' };

function compareSql(cell: string, { op, column, value }: Filter & { kind: 'compare' }): string {
  if (op !== '_in' && op !== '_nin')
    return `(${cell} ${SQL_OP[op]} ${operand(value, column.type)})`;
  const isIn = op === '_in';
  if (value.kind === 'list' && value.values.length === 0) return String(!isIn);
  return isIn
    ? `(${cell} IN ${list(value, column.type)})`
    : `(${cell} NOT IN ${list(value, column.type)})`;
}

export function operand(value: Value, type: string): string {
  if (value.kind === 'session') return literal(SESSION[value.name], type);
  if (value.kind === 'list') throw new Error('a list is no operand');
  return literal(value.value, type);
}

function list(value: Value, type: string): string {
  if (value.kind === 'session')
    return `(SELECT unnest(${literal(SESSION[value.name], `${type}[]`)}))`;
  if (value.kind !== 'list') throw new Error('no list');
  return `(${value.values.map((each) => literal(each, type)).join(', ')})`;
}

// ── what a role sees ──

/** A row is seen by whom one of the permissions lets see it; a cell only where such a one lists its column. */
export function eyesOf(world: World, role: string): Eyes {
  const passes = ({ filter }: Permission, table: string, alias: string): string =>
    filterSql(filter, table, alias, alias, world, everything);
  return {
    row: (table, alias) =>
      any(permissionsOf(world, table, role).map((each) => passes(each, table, alias))),
    cell: (table, column, alias) => {
      const permissions = permissionsOf(world, table, role);
      const givers = permissions.filter(({ columns }) => columns.includes(column.name));
      // Of all that may see the row: so a writer is shown it also of a row that it wrote and could not select.
      if (givers.length === permissions.length) return cellSql(column, alias);
      const seen = any(givers.map((each) => passes(each, table, alias)));
      return `(CASE WHEN ${seen} THEN ${cellSql(column, alias)} END)`;
    },
  };
}

/** The condition of a write permission or a where clause, for the tests of mutations. */
export const conditionSql = (
  filter: Filter,
  table: string,
  alias: string,
  world: World,
  eyes: Eyes = everything,
): string => filterSql(filter, table, alias, alias, world, eyes);

// ── queries ──

export function querySql(query: Query, role: string, world: World): string {
  const eyes = eyesOf(world, role);
  const table = tableOf(world, query.table);
  switch (query.kind) {
    case 'rows':
      return rowsSql(query.rows, table, null, role, world, eyes);
    case 'aggregate':
      return aggregateSql(query.rows, table, null, role, world, eyes);
    case 'connection':
      return pagedSql(query.rows, table, role, world, eyes);
    case 'stream':
      return streamedSql(query, table, role, world, eyes);
    case 'node':
    case 'by-key': {
      const alias = nextAlias();
      const json = rowJson(query.fields, table, alias, role, world, eyes);
      return `(SELECT ${json} FROM ${from(world, table.name)} ${alias} WHERE ${alias}.id = ${query.id} AND ${eyes.row(table.name, alias)})`;
    }
  }
}

type Join = (alias: string) => string;

/** Rows after filter, order, offset and limit, with what is wanted of each under `j` and the row itself. */
function selectedSql(
  rows: Rows,
  wanted: (alias: string) => string,
  limits: readonly (number | null)[],
  table: Table,
  join: Join | null,
  world: World,
  eyes: Eyes,
): string {
  const alias = nextAlias();
  const where = all([
    join?.(alias) ?? 'true',
    eyes.row(table.name, alias),
    filterSql(rows.where, table.name, alias, alias, world, eyes),
  ]);
  const keys = rows.orderBy.map(
    ({ by }, i) => `${orderSql(by, table, alias, world, eyes)} AS o${i}`,
  );
  const order = rows.orderBy.map(
    ({ direction }, i) => `q.o${i} ${direction.replace('_nulls_', ' nulls ')}`,
  );
  const cut = Math.min(...limits.map((limit) => limit ?? Number.MAX_SAFE_INTEGER));
  return [
    // The order begins with what is distinct.
    `SELECT ${rows.distinctOn.length > 0 ? `DISTINCT ON (${rows.distinctOn.map((_, i) => `q.o${i}`).join()})` : ''} q.*`,
    `FROM (SELECT ${[wanted(alias), ...keys].join(', ')} FROM ${from(world, table.name)} ${alias} WHERE ${where}) q`,
    `ORDER BY ${order.join(', ')}`,
    cut === Number.MAX_SAFE_INTEGER ? '' : `LIMIT ${cut}`,
    rows.offset === null ? '' : `OFFSET ${rows.offset}`,
  ].join(' ');
}

function orderSql(
  by: Rows['orderBy'][number]['by'],
  table: Table,
  alias: string,
  world: World,
  eyes: Eyes,
): string {
  if (by.kind === 'column') return eyes.cell(table.name, by.column, alias);
  const { to } = by.relationship;
  const other = nextAlias();
  const where = all([joined(by.relationship, alias, other), eyes.row(to, other)]);
  const cell = by.kind === 'count' ? '*' : eyes.cell(to, by.column, other);
  const wanted =
    by.kind === 'object' ? cell : `${by.kind === 'count' ? 'count' : by.function}(${cell})`;
  return `(SELECT ${wanted} FROM ${from(world, to)} ${other} WHERE ${where})`;
}

function rowsSql(
  rows: Rows,
  table: Table,
  join: Join | null,
  role: string,
  world: World,
  eyes: Eyes,
): string {
  const wanted = (alias: string) => `${rowJson(rows.fields, table, alias, role, world, eyes)} AS j`;
  const limits = [rows.limit, limitOf(world, table.name, role)];
  const selected = selectedSql(rows, wanted, limits, table, join, world, eyes);
  return `(SELECT coalesce(json_agg(s.j), '[]') FROM (${selected}) s)`;
}

/** All that is paged through: each row, and the values that it is ordered by. A permission's limit cuts before any page. */
function pagedSql(rows: Rows, table: Table, role: string, world: World, eyes: Eyes): string {
  const wanted = (alias: string) => `${rowJson(rows.fields, table, alias, role, world, eyes)} AS j`;
  const limits = [limitOf(world, table.name, role)];
  const selected = selectedSql(rows, wanted, limits, table, null, world, eyes);
  const keys = `json_build_array(${rows.orderBy.map((_, i) => `s.o${i}`).join(', ')})`;
  return `(SELECT coalesce(json_agg(json_build_object('node', s.j, 'keys', ${keys})), '[]') FROM (${selected}) s)`;
}

/** All rows that come, in their order; batches are cut by whoever asks. */
function streamedSql(
  { rows, start, direction }: Extract<Query, { kind: 'stream' }>,
  table: Table,
  role: string,
  world: World,
  eyes: Eyes,
): string {
  const fields = [{ kind: 'column' as const, key: 'sid', column: ID }, ...rows.fields];
  const wanted = (alias: string) => `${rowJson(fields, table, alias, role, world, eyes)} AS j`;
  const past: Filter = {
    kind: 'compare',
    column: ID,
    op: direction === 'asc' ? '_gt' : '_lt',
    value: { kind: 'constant', value: start },
  };
  const all: Rows = {
    ...rows,
    where: { kind: 'and', of: [rows.where, past] },
    orderBy: [{ by: { kind: 'column', column: ID }, direction }],
  };
  const selected = selectedSql(all, wanted, [null], table, null, world, eyes);
  return `(SELECT coalesce(json_agg(s.j), '[]') FROM (${selected}) s)`;
}

/** A permission's limit cuts the nodes; what is counted is all that the client asked for. */
function aggregateSql(
  rows: Rows,
  table: Table,
  join: Join | null,
  role: string,
  world: World,
  eyes: Eyes,
): string {
  const cells = rows.aggregates.flatMap(({ column }) => (column === null ? [] : [column]));
  const wanted = (alias: string) =>
    [
      `${rowJson(rows.fields, table, alias, role, world, eyes)} AS j`,
      ...cells.map((column, i) => `${eyes.cell(table.name, column, alias)} AS v${i}`),
    ].join(', ');
  const selected = selectedSql(rows, wanted, [rows.limit], table, join, world, eyes);
  let cell = 0;
  const values = rows.aggregates.map(({ key, function: fn, column, isDistinct }) => {
    const value = column === null ? '*' : `${isDistinct ? 'DISTINCT ' : ''}s.v${cell++}`;
    const result = `${fn}(${value})`;
    return `${text(key)}, ${fn === 'count' ? result : `json_build_object('v', ${result})`}`;
  });
  const limit = limitOf(world, table.name, role);
  const slice = limit === null ? '' : `[1:${limit}]`;
  return `(SELECT json_build_object('aggregate', json_build_object(${values.join(', ')}), 'nodes', to_json(coalesce((array_agg(s.j))${slice}, '{}'))) FROM (${selected}) s)`;
}

function rowJson(
  fields: readonly Selected[],
  table: Table,
  alias: string,
  role: string,
  world: World,
  eyes: Eyes,
): string {
  const pairs = fields.map((field) => `${text(field.key)}, ${fieldSql(field)}`);
  return `json_build_object(${pairs.join(', ')})`;

  function fieldSql(field: Selected): string {
    if (field.kind === 'column') return eyes.cell(table.name, field.column, alias);
    const { relationship: by } = field;
    const target = tableOf(world, by.to);
    const join: Join = (other) => joined(by, alias, other);
    if (field.kind !== 'object') {
      const sqlOf = field.kind === 'array' ? rowsSql : aggregateSql;
      return sqlOf(field.rows, target, join, role, world, eyes);
    }
    const other = nextAlias();
    const json = rowJson(field.fields, target, other, role, world, eyes);
    return `(SELECT ${json} FROM ${from(world, by.to)} ${other} WHERE ${all([join(other), eyes.row(by.to, other)])})`;
  }
}
