import fc from 'fast-check';
import { type Cells, cellsArb } from './mutation.ts';
import { writePermissionOf } from './visible.ts';
import {
  type Column,
  columnsOf,
  type Relationship,
  type Table,
  tableOf,
  type World,
} from './world.ts';

/** Random inserts of rows that hold others: the object a row points to, and the rows that point to it. */

export interface Tree {
  readonly table: Table;
  readonly cells: Cells;
  /** Each written before the row, which gets its id. */
  readonly objects: readonly { readonly by: Relationship; readonly row: Tree }[];
  /** Written behind the row; each gets the row's id. */
  readonly arrays: readonly { readonly by: Relationship; readonly rows: readonly Tree[] }[];
}
export interface Planting {
  readonly table: Table;
  readonly role: string;
  readonly rows: readonly Tree[];
}

const DEPTH = 2;

/** Null where the role may insert nothing. */
export function plantingArb(world: World, role: string): fc.Arbitrary<Planting> | null {
  const tables = world.tables.filter((table) => mayInsert(world, table.name, role));
  if (tables.length === 0) return null;
  return fc
    .constantFrom(...tables)
    .chain((table) =>
      fc
        .array(treeArb(table, null, role, world, DEPTH), { minLength: 1, maxLength: 2 })
        .map((rows) => ({ table, role, rows: numbered(rows) })),
    );
}

const mayInsert = (world: World, table: string, role: string): boolean =>
  writePermissionOf(world, table, role, 'insert') !== null;

/** `given` is the column that the row above decides. */
function treeArb(
  table: Table,
  given: string | null,
  role: string,
  world: World,
  depth: number,
): fc.Arbitrary<Tree> {
  const related = world.relationships.filter(
    ({ from, to, ours, isComputed }) =>
      depth > 0 &&
      !isComputed &&
      from === table.name &&
      ours !== given &&
      mayInsert(world, to, role),
  );
  const ofKind = (wanted: Relationship['kind']) => {
    const found = related.filter(({ kind }) => kind === wanted);
    return fc.subarray(found, { maxLength: Math.min(depth, found.length) });
  };
  return fc.tuple(ofKind('object'), ofKind('array')).chain(([objects, arrays]) => {
    const taken = [given, ...objects.map(({ ours }) => ours)];
    const columns = insertable(table, role, world).filter(({ name }) => !taken.includes(name));
    return fc.record({
      table: fc.constant(table),
      // The order of keys differs, and some are left out.
      cells: fc.shuffledSubarray([...columns]).chain(cellsArb),
      objects: fc.tuple(
        ...objects.map((by) =>
          treeArb(tableOf(world, by.to), null, role, world, depth - 1).map((row) => ({ by, row })),
        ),
      ),
      arrays: fc.tuple(
        ...arrays.map((by) =>
          fc
            .array(treeArb(tableOf(world, by.to), by.theirs, role, world, depth - 1), {
              minLength: 1,
              maxLength: 2,
            })
            .map((rows) => ({ by, rows })),
        ),
      ),
    });
  });
}

function insertable(table: Table, role: string, world: World): readonly Column[] {
  const permission = writePermissionOf(world, table.name, role, 'insert');
  return columnsOf(table).filter(({ name }) => permission?.columns.includes(name));
}

/** Every row gets an id that no row has. */
function numbered(rows: readonly Tree[]): readonly Tree[] {
  let next = 100;
  const number = (tree: Tree): Tree => ({
    ...tree,
    cells: { ...tree.cells, id: next++ },
    objects: tree.objects.map(({ by, row }) => ({ by, row: number(row) })),
    arrays: tree.arrays.map(({ by, rows: inner }) => ({ by, rows: inner.map(number) })),
  });
  return rows.map(number);
}

// ── as GraphQL ──

export function plantingDocument({ table, rows }: Planting, { schema }: World) {
  const type = `${schema}_${table.name}`;
  return {
    query: `mutation ($rows: [${type}_insert_input!]!) { m: insert_${type}(objects: $rows) { affected_rows } }`,
    variables: { rows: rows.map(treeToJson) },
  };
}

const treeToJson = ({ cells, objects, arrays }: Tree): object => ({
  ...cells,
  ...Object.fromEntries(objects.map(({ by, row }) => [by.name, { data: treeToJson(row) }])),
  ...Object.fromEntries(arrays.map(({ by, rows }) => [by.name, { data: rows.map(treeToJson) }])),
});

// ── what was tried ──

/** How many rows stand below others, by the kind of relationship that they stand in. */
export function nestedIn(rows: readonly Tree[]): {
  readonly object: number;
  readonly array: number;
} {
  const inner = rows.flatMap(({ objects, arrays }) => [
    { object: objects.length, array: arrays.flatMap((each) => each.rows).length },
    nestedIn([...objects.map(({ row }) => row), ...arrays.flatMap((each) => each.rows)]),
  ]);
  return inner.reduce((a, b) => ({ object: a.object + b.object, array: a.array + b.array }), {
    object: 0,
    array: 0,
  });
}

/** The columns that another row decides, each with the table it is in. */
export function determined(
  rows: readonly Tree[],
  given: string | null = null,
): readonly { readonly table: Table; readonly column: string }[] {
  return rows.flatMap(({ table, objects, arrays }) => [
    ...[...(given === null ? [] : [given]), ...objects.map(({ by }) => by.ours)].map((column) => ({
      table,
      column,
    })),
    ...determined(objects.map(({ row }) => row)),
    ...arrays.flatMap(({ by, rows: below }) => determined(below, by.theirs)),
  ]);
}
