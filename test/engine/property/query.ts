import fc from 'fast-check';
import { mayAggregate, maySelect, visibleColumns } from './visible.ts';
import {
  type Column,
  type Filter,
  filterArb,
  ID,
  isStored,
  type Relationship,
  type Table,
  tableOf,
  type World,
} from './world.ts';

/** Random queries that a role may ask; their GraphQL is in query-document.ts. */

export type Query =
  | { readonly kind: 'rows' | 'aggregate'; readonly table: string; readonly rows: Rows }
  | {
      readonly kind: 'by-key';
      readonly table: string;
      readonly id: number;
      readonly fields: readonly Selected[];
    }
  /** Relay's: a page of rows, and the row that a global id names. */
  | {
      readonly kind: 'connection';
      readonly table: string;
      readonly rows: Rows;
      readonly page: Page;
    }
  /** A streaming subscription: rows past the start, by their ids. */
  | {
      readonly kind: 'stream';
      readonly table: string;
      readonly rows: Rows;
      readonly start: number;
      readonly direction: 'asc' | 'desc';
      readonly size: number;
    }
  | {
      readonly kind: 'node';
      readonly table: string;
      readonly id: number;
      readonly fields: readonly Selected[];
    };

export interface Page {
  readonly from: 'first' | 'last';
  /** Null asks for all. */
  readonly count: number | null;
  readonly past: { readonly side: 'after' | 'before'; readonly cursor: string } | null;
}

export interface Rows {
  readonly where: Filter;
  /** The where travels as a variable. */
  readonly isVariable: boolean;
  readonly orderBy: readonly Order[];
  readonly distinctOn: readonly Column[];
  readonly limit: number | null;
  readonly offset: number | null;
  readonly fields: readonly Selected[];
  /** Of an aggregate field alone. */
  readonly aggregates: readonly Aggregate[];
}
export interface Order {
  readonly by:
    | { readonly kind: 'column'; readonly column: Column }
    | { readonly kind: 'object'; readonly relationship: Relationship; readonly column: Column }
    | { readonly kind: 'count'; readonly relationship: Relationship }
    | {
        readonly kind: 'aggregate';
        readonly relationship: Relationship;
        readonly function: 'max' | 'min' | 'sum';
        readonly column: Column;
      };
  readonly direction: Direction;
}
type Direction = 'asc' | 'desc' | 'asc_nulls_first' | 'desc_nulls_last';
export interface Aggregate {
  readonly key: string;
  readonly function: 'count' | 'sum' | 'max' | 'min' | 'avg';
  readonly column: Column | null;
  readonly isDistinct: boolean;
}
export type Selected =
  | { readonly kind: 'column'; readonly key: string; readonly column: Column }
  | {
      readonly kind: 'object';
      readonly key: string;
      readonly relationship: Relationship;
      readonly fields: readonly Selected[];
    }
  | {
      readonly kind: 'array' | 'aggregate';
      readonly key: string;
      readonly relationship: Relationship;
      readonly rows: Rows;
    };

/** Null where the role may select from no table at all. */
export function queryArb(world: World, role: string): fc.Arbitrary<Query> | null {
  const tables = world.tables.filter(({ name }) => maySelect(world, name, role));
  if (tables.length === 0) return null;
  return fc.constantFrom(...tables).chain((table) => rootArb(table, world, role));
}

function rootArb(table: Table, world: World, role: string): fc.Arbitrary<Query> {
  const name = fc.constant(table.name);
  const rows = fc.record({
    kind: fc.constant('rows' as const),
    table: name,
    rows: rowsArb(table, world, role, DEPTH),
  });
  const byKey = fc.record({
    kind: fc.constant('by-key' as const),
    table: name,
    id: fc.integer({ min: 1, max: 9 }),
    fields: fieldsArb(table, world, role, DEPTH),
  });
  if (!mayAggregate(world, table.name, role))
    return fc.oneof({ weight: 6, arbitrary: rows }, byKey);
  const aggregate = fc.record({
    kind: fc.constant('aggregate' as const),
    table: name,
    rows: rowsArb(table, world, role, 1),
  });
  return fc.oneof({ weight: 6, arbitrary: rows }, { weight: 2, arbitrary: aggregate }, byKey);
}

/** How deep selections nest. */
const DEPTH = 2;

export function rowsArb(
  table: Table,
  world: World,
  role: string,
  depth: number,
): fc.Arbitrary<Rows> {
  const reach = {
    depth: 2,
    columns: (of: Table) => visibleColumns(world, of, role),
    isReachable: (name: string) => maySelect(world, name, role),
    mayAggregate: (name: string) => mayAggregate(world, name, role),
    isPermission: false,
  };
  return fc
    .record({
      // As often as not nothing is asked of the rows, so that there are some to see.
      where: fc.oneof(filterArb(table, world, reach), fc.constant(ANY_ROW)),
      isVariable: fc.boolean(),
      orders: fc.array(orderArb(table, world, role), { maxLength: 2 }),
      distinctOn: distinctOnArb(visibleColumns(world, table, role).filter(isStored)),
      limit: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 2 }),
      offset: fc.constantFrom(null, null, null, 0, 1, 2),
      fields: fieldsArb(table, world, role, depth),
      aggregates: aggregatesArb(table, world, role),
    })
    .map(({ orders, distinctOn, ...rest }) => ({
      ...rest,
      // Of rows that are equal in all that is ordered by, the one with the smallest id comes first.
      orderBy: [...distinctOn.map(byColumn), ...orders, byColumn(ID)],
      distinctOn,
    }));
}
/** As often as not of none. */
const distinctOnArb = (columns: readonly Column[]): fc.Arbitrary<readonly Column[]> =>
  fc.oneof(
    fc.constant([]),
    fc.shuffledSubarray([...columns], {
      minLength: 1,
      maxLength: Math.min(2, columns.length),
    }),
  );
const ANY_ROW: Filter = { kind: 'and', of: [] };
const byColumn = (column: Column): Order => ({ by: { kind: 'column', column }, direction: 'asc' });

function orderArb(table: Table, world: World, role: string): fc.Arbitrary<Order> {
  const direction = fc.constantFrom<Direction>('asc', 'desc', 'asc_nulls_first', 'desc_nulls_last');
  const related = world.relationships.filter(
    ({ from, to }) => from === table.name && maySelect(world, to, role),
  );
  const by: Order['by'][] = [
    ...visibleColumns(world, table, role).map((column) => ({ kind: 'column' as const, column })),
    ...related.flatMap((relationship): Order['by'][] => {
      if (relationship.kind === 'object')
        return visibleColumns(world, tableOf(world, relationship.to), role).map((column) => ({
          kind: 'object' as const,
          relationship,
          column,
        }));
      if (!mayAggregate(world, relationship.to, role) || relationship.isComputed) return [];
      const columns = visibleColumns(world, tableOf(world, relationship.to), role).filter(
        // There is no largest of booleans.
        (column) => isStored(column) && column.type !== 'boolean',
      );
      return [
        { kind: 'count', relationship },
        ...columns.map((column, i) => {
          const functions: readonly ('max' | 'min' | 'sum')[] = AGGREGATED.includes(column.type)
            ? ['max', 'min', 'sum']
            : ['max', 'min'];
          const fn = functions[i % functions.length] ?? 'max';
          return { kind: 'aggregate' as const, relationship, function: fn, column };
        }),
      ];
    }),
  ];
  return fc.record({ by: fc.constantFrom(...by), direction });
}

const AGGREGATED = ['int', 'numeric'];

function aggregatesArb(table: Table, world: World, role: string): fc.Arbitrary<Aggregate[]> {
  const columns = visibleColumns(world, table, role);
  const numbers = columns.filter(({ type }) => AGGREGATED.includes(type));
  const count = fc
    .tuple(fc.option(fc.constantFrom(...columns.filter(isStored))), fc.boolean())
    .map(([column, isDistinct]) => ({
      function: 'count' as const,
      column,
      isDistinct: column !== null && isDistinct,
    }));
  const other = fc.record({
    function: fc.constantFrom('sum' as const, 'max' as const, 'min' as const, 'avg' as const),
    column: fc.constantFrom(...numbers),
    isDistinct: fc.constant(false),
  });
  return fc
    .array(fc.oneof(count, other), { minLength: 1, maxLength: 3 })
    .map((made) => made.map((each, i) => ({ key: `g${i}`, ...each })));
}

export function fieldsArb(
  table: Table,
  world: World,
  role: string,
  depth: number,
): fc.Arbitrary<readonly Selected[]> {
  const column = fc
    .constantFrom(...visibleColumns(world, table, role))
    .map((found) => ({ kind: 'column' as const, column: found }));
  const related = world.relationships.filter(
    ({ from, to }) => from === table.name && maySelect(world, to, role),
  );
  const field =
    depth === 0 || related.length === 0
      ? column
      : fc.oneof(
          { weight: 3, arbitrary: column },
          {
            weight: 1,
            arbitrary: fc
              .constantFrom(...related)
              .chain((relationship) => relatedArb(relationship, world, role, depth - 1)),
          },
        );
  return fc
    .array(field, { minLength: 1, maxLength: 4 })
    .map((made) => made.map((each, i) => ({ key: `k${i}`, ...each }) as Selected));
}

type Keyless<T> = T extends Selected ? Omit<T, 'key'> : never;

function relatedArb(
  relationship: Relationship,
  world: World,
  role: string,
  depth: number,
): fc.Arbitrary<Keyless<Selected>> {
  const target = tableOf(world, relationship.to);
  if (relationship.kind === 'object')
    return fc.record({
      kind: fc.constant('object' as const),
      relationship: fc.constant(relationship),
      fields: fieldsArb(target, world, role, depth),
    });
  const kinds =
    mayAggregate(world, relationship.to, role) && !relationship.isComputed
      ? (['array', 'array', 'aggregate'] as const)
      : (['array'] as const);
  return fc.record({
    kind: fc.constantFrom(...kinds),
    relationship: fc.constant(relationship),
    rows: rowsArb(target, world, role, depth),
  });
}
