import fc from 'fast-check';
import { cellSql, conditionSql, eyesOf, operand } from './oracle.ts';
import { filterToJson } from './query.ts';
import { mayAggregate, maySelect, visibleColumns } from './visible.ts';
import {
  type Column,
  columnsOf,
  type Filter,
  filterArb,
  ID,
  type Scalar,
  scalarOf,
  type Table,
  type World,
  WRITER,
  type WritePermission,
} from './world.ts';

/** Random writes of the one role that may write, as GraphQL and as plain SQL. */

type Cells = Readonly<Record<string, Scalar | null>>;
export interface Conflict {
  readonly columns: readonly string[];
  readonly where: Filter;
}
export type Write =
  | {
      readonly kind: 'insert';
      readonly table: Table;
      readonly rows: readonly Cells[];
      readonly conflict: Conflict | null;
    }
  | {
      readonly kind: 'update';
      readonly table: Table;
      readonly where: Filter;
      readonly key: number | null;
      readonly set: Cells;
    }
  | {
      readonly kind: 'delete';
      readonly table: Table;
      readonly where: Filter;
      readonly key: number | null;
    };

/** Null where the role may write nothing. */
export function writeArb(world: World): fc.Arbitrary<Write> | null {
  const tables = world.tables.filter(({ name }) => world.writes.get(name)?.has(WRITER));
  if (tables.length === 0) return null;
  return fc.constantFrom(...tables).chain((table): fc.Arbitrary<Write> => {
    const { columns: names } = permissionOf(table, world);
    const columns = columnsOf(table).filter(({ name }) => names.includes(name));
    const of = fc.constant(table);
    const where = whereArb(table, world);
    // By its key a row is answered, which only those get who may select it.
    const key = maySelect(world, table.name, WRITER)
      ? fc.option(fc.integer({ min: 1, max: 9 }), { freq: 2 })
      : fc.constant(null);
    return fc.oneof(
      insertArb(table, columns, where),
      fc.record({
        kind: fc.constant('update' as const),
        table: of,
        where,
        key,
        set: fc.subarray(columns, { minLength: 1 }).chain(cellsArb),
      }),
      fc.record({ kind: fc.constant('delete' as const), table: of, where, key }),
    );
  });
}

export function permissionOf(table: Table, world: World): WritePermission {
  const permission = world.writes.get(table.name)?.get(WRITER);
  if (!permission) throw new Error(`no permission to write to ${table.name}`);
  return permission;
}

/** New rows, or some that are there already, which may be a conflict to resolve or one that is an error. */
const insertArb = (table: Table, columns: readonly Column[], where: fc.Arbitrary<Filter>) =>
  fc
    .record({
      rows: fc.array(cellsArb(columns), { minLength: 1, maxLength: 3 }),
      areSparse: fc.boolean(),
      first: fc.constantFrom(100, 100, 7, 1),
      conflict: fc.option(
        fc.record({ columns: fc.subarray(columns.map(({ name }) => name)), where }),
        { freq: 2 },
      ),
    })
    .map(({ rows, areSparse, first, conflict }): Write => {
      const isNew = conflict === null;
      const from = isNew ? 100 : first;
      return {
        kind: 'insert',
        table,
        conflict,
        // Rows that give different columns are written one by one, the others as one batch.
        rows: rows.map((row, i) => ({ ...(areSparse ? withoutNulls(row) : row), id: from + i })),
      };
    });

const withoutNulls = (cells: Cells): Cells =>
  Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null));

const cellsArb = (columns: readonly Column[]): fc.Arbitrary<Cells> =>
  fc.record(
    Object.fromEntries(
      columns.map(({ name, type }) => [name, fc.option(scalarOf(type), { freq: 4 })]),
    ),
  );

/** A client filters by what it may see; where that is nothing, it asks for all rows. */
function whereArb(table: Table, world: World): fc.Arbitrary<Filter> {
  const all: fc.Arbitrary<Filter> = fc.constant({ kind: 'and', of: [] });
  if (!maySelect(world, table.name, WRITER)) return all;
  const reach = {
    depth: 2,
    columns: (of: Table) => visibleColumns(world, of, WRITER),
    isReachable: (name: string) => maySelect(world, name, WRITER),
    mayAggregate: (name: string) => mayAggregate(world, name, WRITER),
    isPermission: false,
  };
  return fc.oneof(filterArb(table, world, reach), all);
}

// ── as GraphQL ──

export function writeDocument(write: Write, world: World) {
  const { schema } = world;
  const type = `${schema}_${write.table.name}`;
  const seen = maySelect(world, write.table.name, WRITER)
    ? visibleColumns(world, write.table, WRITER).map(({ name }) => name)
    : [];
  const row = `{ ${seen.join(' ')} }`;
  const answer = `{ affected_rows ${seen.length > 0 ? `returning ${row}` : ''} }`;
  switch (write.kind) {
    case 'insert': {
      const { conflict, rows } = write;
      if (conflict === null)
        return {
          query: `mutation ($rows: [${type}_insert_input!]!) { m: insert_${type}(objects: $rows) ${answer} }`,
          variables: { rows },
        };
      const where = seen.length > 0 ? { where: filterToJson(conflict.where, schema) } : {};
      return {
        query: `mutation ($rows: [${type}_insert_input!]!, $conflict: ${type}_on_conflict) {
          m: insert_${type}(objects: $rows, on_conflict: $conflict) ${answer} }`,
        variables: {
          rows,
          conflict: {
            constraint: `${write.table.name}_pkey`,
            update_columns: conflict.columns,
            ...where,
          },
        },
      };
    }
    case 'update':
      return write.key === null
        ? {
            query: `mutation ($where: ${type}_bool_exp!, $set: ${type}_set_input) { m: update_${type}(where: $where, _set: $set) ${answer} }`,
            variables: { where: filterToJson(write.where, schema), set: write.set },
          }
        : {
            query: `mutation ($id: Int!, $set: ${type}_set_input) { m: update_${type}_by_pk(pk_columns: {id: $id}, _set: $set) ${row} }`,
            variables: { id: write.key, set: write.set },
          };
    case 'delete':
      return write.key === null
        ? {
            query: `mutation ($where: ${type}_bool_exp!) { m: delete_${type}(where: $where) ${answer} }`,
            variables: { where: filterToJson(write.where, schema) },
          }
        : {
            query: `mutation ($id: Int!) { m: delete_${type}_by_pk(id: $id) ${row} }`,
            variables: { id: write.key },
          };
  }
}

// ── as SQL ──

/** A statement that answers, for each row it writes, whether the permission's check holds, and what is seen of the row. */
export function writeSql(write: Write, world: World): string {
  const { table } = write;
  const permission = permissionOf(table, world);
  const name = `${world.schema}.${table.name}`;
  const check = `coalesce(${conditionSql(permission.check, table.name, 't', world)}, false)`;
  const seen = visibleColumns(world, table, WRITER).map(
    (column) => `'${column.name}', ${cellSql(column, 't')}`,
  );
  const row = `json_build_object(${seen.join(', ')}) AS row`;
  const mayWrite = (where: Filter): string =>
    [
      conditionSql(permission.filter, table.name, 't', world),
      conditionSql(where, table.name, 't', world, eyesOf(world, WRITER)),
    ].join(' AND ');
  const presets = columnsOf(table).flatMap((column) => {
    const value = permission.presets[column.name];
    return value === undefined ? [] : [[column.name, operand(value, column.type)] as const];
  });
  switch (write.kind) {
    case 'insert': {
      const names = columnsOf(table).map((column) => column.name);
      const preset = new Map(presets);
      const rows = write.rows.map(
        (cells) => `(${names.map((each) => preset.get(each) ?? literal(cells[each])).join(', ')})`,
      );
      return `INSERT INTO ${name} AS t (${names.join(', ')}) VALUES ${rows.join(', ')} ${conflictSql(write, presets, mayWrite)} RETURNING ${check} AS ok, ${row}`;
    }
    case 'update': {
      const given = Object.entries(write.set).map(([key, value]) => [key, literal(value)] as const);
      const set = [...given, ...presets].map(([key, value]) => `${key} = ${value}`);
      const where = write.key === null ? write.where : isKey(write.key);
      return `UPDATE ${name} AS t SET ${set.join(', ')} WHERE ${mayWrite(where)} RETURNING ${check} AS ok, ${row}`;
    }
    case 'delete': {
      const where = write.key === null ? write.where : isKey(write.key);
      return `DELETE FROM ${name} AS t WHERE ${mayWrite(where)} RETURNING true AS ok, ${row}`;
    }
  }
}

const isKey = (value: number): Filter => ({
  kind: 'compare',
  column: ID,
  op: '_eq',
  value: { kind: 'constant', value },
});

function conflictSql(
  { conflict, table }: Extract<Write, { kind: 'insert' }>,
  presets: readonly (readonly [string, string])[],
  mayWrite: (where: Filter) => string,
): string {
  if (conflict === null) return '';
  const on = `ON CONFLICT ON CONSTRAINT ${table.name}_pkey DO`;
  if (conflict.columns.length === 0) return `${on} NOTHING`;
  const set = [
    ...conflict.columns.map((name) => `${name} = EXCLUDED.${name}`),
    ...presets.map(([name, value]) => `${name} = ${value}`),
  ];
  return `${on} UPDATE SET ${set.join(', ')} WHERE ${mayWrite(conflict.where)}`;
}

const literal = (value: Scalar | null | undefined): string =>
  value === null || value === undefined ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`;
