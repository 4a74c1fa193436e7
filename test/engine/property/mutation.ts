import fc from 'fast-check';
import { mayAggregate, maySelect, visibleColumns, writePermissionOf } from './visible.ts';
import {
  type Column,
  columnsOf,
  type Filter,
  filterArb,
  type Scalar,
  scalarOf,
  type Table,
  type World,
  WRITERS,
  type WritePermission,
} from './world.ts';

/** Random writes, also of those who may not: their GraphQL is in mutation-document.ts, their SQL in mutation-sql.ts. */

export type Cells = Readonly<Record<string, Scalar | null>>;
interface Conflict {
  readonly columns: readonly string[];
  readonly where: Filter;
}
/** What is set, and what is added to. */
export interface Change {
  readonly where: Filter;
  readonly set: Cells;
  readonly inc: Cells;
}
interface Target {
  readonly table: Table;
  readonly role: string;
}
export type Write = Target &
  (
    | {
        readonly kind: 'insert';
        readonly rows: readonly Cells[];
        readonly conflict: Conflict | null;
      }
    | { readonly kind: 'update'; readonly key: number | null; readonly change: Change }
    /** One after the other: each sees what those before it wrote. */
    | { readonly kind: 'update-many'; readonly changes: readonly Change[] }
    | { readonly kind: 'delete'; readonly key: number | null; readonly where: Filter }
  );

/** Null where nobody may write anything. */
export function writeArb(world: World): fc.Arbitrary<Write> | null {
  const tables = world.tables.filter(({ name }) => (world.writes.get(name)?.size ?? 0) > 0);
  if (tables.length === 0) return null;
  return fc
    .tuple(fc.constantFrom(...tables), fc.constantFrom(...WRITERS))
    .chain(([table, role]) => writeOf({ table, role }, world));
}

function writeOf(target: Target, world: World): fc.Arbitrary<Write> {
  const { table, role } = target;
  const where = whereArb(table, role, world);
  const change = changeArb(writable(world, target, 'update'), where);
  // By its key a row is answered, which only those get who may select it.
  const key = maySelect(world, table.name, role)
    ? fc.option(fc.integer({ min: 1, max: 9 }), { freq: 2 })
    : fc.constant(null);
  return fc
    .oneof(
      insertArb(target, world, where),
      fc.record({ kind: fc.constant('update' as const), key, change }),
      fc.record({
        kind: fc.constant('update-many' as const),
        changes: fc.array(change, { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('delete' as const), where, key }),
    )
    .map((write) => ({ ...target, ...write }));
}

/** Who may not write at all tries what somebody else may. */
function writable(
  world: World,
  { table, role }: Target,
  verb: 'insert' | 'update',
): readonly Column[] {
  const others = [...(world.writes.get(table.name)?.values() ?? [])];
  const permission: WritePermission | undefined =
    writePermissionOf(world, table.name, role, verb) ?? others[0];
  return columnsOf(table).filter(({ name }) => permission?.columns.includes(name));
}

const NUMBERS: readonly string[] = ['int', 'numeric'];

const changeArb = (columns: readonly Column[], where: fc.Arbitrary<Filter>): fc.Arbitrary<Change> =>
  fc.subarray([...columns], { minLength: 1 }).chain((chosen) => {
    const numbers = chosen.filter(({ type }) => NUMBERS.includes(type));
    return fc.subarray(numbers).chain((added) =>
      fc.record({
        where,
        set: cellsArb(chosen.filter((column) => !added.includes(column))),
        inc: cellsArb(added),
      }),
    );
  });

/** New rows, or some that are there already, which may be a conflict to resolve or one that is an error. */
function insertArb(target: Target, world: World, where: fc.Arbitrary<Filter>) {
  const { table, role } = target;
  const updatable = writePermissionOf(world, table.name, role, 'update')?.columns ?? null;
  const conflict =
    updatable === null
      ? fc.constant(null)
      : fc.option(fc.record({ columns: fc.subarray([...updatable]), where }), { freq: 2 });
  return fc
    .record({
      rows: fc.array(cellsArb(writable(world, target, 'insert')), { minLength: 1, maxLength: 3 }),
      areSparse: fc.boolean(),
      first: fc.constantFrom(100, 100, 7, 1),
      conflict,
    })
    .map(({ rows, areSparse, first, conflict: resolved }) => {
      const from = resolved === null ? 100 : first;
      return {
        kind: 'insert' as const,
        conflict: resolved,
        // Rows that give different columns are written one by one, the others as one batch.
        rows: rows.map((row, i) => ({ ...(areSparse ? withoutNulls(row) : row), id: from + i })),
      };
    });
}

const withoutNulls = (cells: Cells): Cells =>
  Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null));

export const cellsArb = (columns: readonly Column[]): fc.Arbitrary<Cells> =>
  fc.record(
    Object.fromEntries(
      columns.map(({ name, type }) => [name, fc.option(scalarOf(type), { freq: 4 })]),
    ),
  );

/** A client filters by what it may see; where that is nothing, it asks for all rows. */
function whereArb(table: Table, role: string, world: World): fc.Arbitrary<Filter> {
  const all: fc.Arbitrary<Filter> = fc.constant({ kind: 'and', of: [] });
  if (!maySelect(world, table.name, role)) return all;
  const reach = {
    depth: 2,
    columns: (of: Table) => visibleColumns(world, of, role),
    isReachable: (name: string) => maySelect(world, name, role),
    mayAggregate: (name: string) => mayAggregate(world, name, role),
    isPermission: false,
  };
  return fc.oneof(filterArb(table, world, reach), all);
}
