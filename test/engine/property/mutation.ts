import fc from 'fast-check';
import { conditionSql, eyesOf } from './oracle.ts';
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
} from './world.ts';

/** Random writes of the one role that may write, as GraphQL and as plain SQL. */

type Cells = Readonly<Record<string, Scalar | null>>;
export type Write =
  | { readonly kind: 'insert'; readonly table: Table; readonly rows: readonly Cells[] }
  | { readonly kind: 'update'; readonly table: Table; readonly where: Filter; readonly set: Cells }
  | { readonly kind: 'delete'; readonly table: Table; readonly where: Filter };

/** Null where the role may write nothing. */
export function writeArb(world: World): fc.Arbitrary<Write> | null {
  const tables = world.tables.filter(({ name }) => world.writes.get(name)?.has(WRITER));
  if (tables.length === 0) return null;
  return fc.constantFrom(...tables).chain((table): fc.Arbitrary<Write> => {
    const columns = columnsOf(table).filter(({ name }) => name !== ID.name);
    const of = fc.constant(table);
    const where = whereArb(table, world);
    return fc.oneof(
      fc.record({
        kind: fc.constant('insert' as const),
        table: of,
        rows: fc
          .array(cellsArb(columns), { minLength: 1, maxLength: 3 })
          .map((rows) => rows.map((row, i) => ({ ...row, id: 100 + i }))),
      }),
      fc.record({
        kind: fc.constant('update' as const),
        table: of,
        where,
        set: fc.subarray(columns, { minLength: 1 }).chain(cellsArb),
      }),
      fc.record({ kind: fc.constant('delete' as const), table: of, where }),
    );
  });
}

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

export function writeDocument(write: Write, { schema }: World) {
  const type = `${schema}_${write.table.name}`;
  switch (write.kind) {
    case 'insert':
      return {
        query: `mutation ($rows: [${type}_insert_input!]!) { m: insert_${type}(objects: $rows) { affected_rows } }`,
        variables: { rows: write.rows },
      };
    case 'update':
      return {
        query: `mutation ($where: ${type}_bool_exp!, $set: ${type}_set_input) { m: update_${type}(where: $where, _set: $set) { affected_rows } }`,
        variables: { where: filterToJson(write.where, schema), set: write.set },
      };
    case 'delete':
      return {
        query: `mutation ($where: ${type}_bool_exp!) { m: delete_${type}(where: $where) { affected_rows } }`,
        variables: { where: filterToJson(write.where, schema) },
      };
  }
}

/** A statement that answers, for each row it writes, whether the permission's check holds. */
export function writeSql(write: Write, world: World): string {
  const { table } = write;
  const permission = world.writes.get(table.name)?.get(WRITER);
  if (!permission) throw new Error(`no permission to write to ${table.name}`);
  const name = `${world.schema}.${table.name}`;
  const check = `coalesce(${conditionSql(permission.check, table.name, 't', world)}, false)`;
  const mayWrite = (where: Filter): string =>
    [
      conditionSql(permission.filter, table.name, 't', world),
      conditionSql(where, table.name, 't', world, eyesOf(world, WRITER)),
    ].join(' AND ');
  switch (write.kind) {
    case 'insert': {
      const names = columnsOf(table).map((column) => column.name);
      const rows = write.rows.map(
        (row) => `(${names.map((each) => literal(row[each])).join(', ')})`,
      );
      return `INSERT INTO ${name} AS t (${names.join(', ')}) VALUES ${rows.join(', ')} RETURNING ${check} AS ok`;
    }
    case 'update': {
      const set = Object.entries(write.set).map(([key, value]) => `${key} = ${literal(value)}`);
      return `UPDATE ${name} AS t SET ${set.join(', ')} WHERE ${mayWrite(write.where)} RETURNING ${check} AS ok`;
    }
    case 'delete':
      return `DELETE FROM ${name} AS t WHERE ${mayWrite(write.where)} RETURNING true AS ok`;
  }
}

const literal = (value: Scalar | null | undefined): string =>
  value === null || value === undefined ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`;
