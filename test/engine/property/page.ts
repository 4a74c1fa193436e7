import fc from 'fast-check';
import { fieldsArb, type Order, type Page, type Query, rowsArb } from './query.ts';
import { maySelect } from './visible.ts';
import type { World } from './world.ts';

/** Random ways through connections, and what each page of one must be. */

/** From one end to the other, a page at a time; then pages from anywhere. */
export interface Walk {
  readonly query: Extract<Query, { kind: 'connection' }>;
  readonly direction: 'forward' | 'backward';
  readonly size: number;
  readonly jumps: readonly Jump[];
}
/** A page behind or before the row of that number, modulo how many there are. */
interface Jump {
  readonly from: Page['from'];
  readonly count: number | null;
  readonly side: 'after' | 'before';
  readonly row: number;
}

const ALL: Page = { from: 'first', count: null, past: null };

export function walkArb(world: World, role: string): fc.Arbitrary<Walk> | null {
  const tables = world.tables.filter(({ name }) => maySelect(world, name, role));
  if (tables.length === 0) return null;
  const jump = fc.record({
    from: fc.constantFrom('first' as const, 'last' as const),
    count: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 4 }),
    side: fc.constantFrom('after' as const, 'before' as const),
    row: fc.nat({ max: 20 }),
  });
  return fc.constantFrom(...tables).chain((table) =>
    fc.record({
      query: rowsArb(table, world, role, 1).map((rows) => ({
        kind: 'connection' as const,
        table: table.name,
        rows: { ...rows, limit: null, offset: null },
        page: ALL,
      })),
      direction: fc.constantFrom('forward' as const, 'backward' as const),
      size: fc.integer({ min: 1, max: 3 }),
      jumps: fc.array(jump, { minLength: 1, maxLength: 2 }),
    }),
  );
}

/** Rows that are named by a global id, whether they are there or not. */
export function nodeArb(world: World, role: string): fc.Arbitrary<Query> | null {
  const tables = world.tables.filter(({ name }) => maySelect(world, name, role));
  if (tables.length === 0) return null;
  return fc.constantFrom(...tables).chain((table) =>
    fc.record({
      kind: fc.constant('node' as const),
      table: fc.constant(table.name),
      id: fc.integer({ min: 1, max: 9 }),
      fields: fieldsArb(table, world, role, 1),
    }),
  );
}

// ── what a page is ──

/** A row as the oracle lists it: with the values that it is ordered by, of which the last is its id. */
export interface Listed {
  readonly node: Readonly<Record<string, unknown>>;
  readonly keys: readonly unknown[];
}

/** By the letter of Relay's specification; `at` is the number of the cursor's row. */
export function pageOf(all: readonly Listed[], { from, count, past }: Page, at: number) {
  const rows = past === null ? all : past.side === 'after' ? all.slice(at + 1) : all.slice(0, at);
  const isCut = count !== null && rows.length > count;
  const first = from === 'last' && isCut ? rows.length - count : 0;
  const kept = isCut ? rows.slice(first, first + count) : rows;
  const isBehind = past?.side === 'after' && rows.length < all.length;
  const isBefore = past?.side === 'before' && rows.length < all.length;
  const isSliced = count !== null;
  return {
    rows: kept,
    hasNextPage: isSliced && from === 'first' ? isCut : isBefore,
    hasPreviousPage: isSliced && from === 'last' ? isCut : isBehind,
  };
}

/** Where a cursor holds the value that is ordered by. */
export function pathIn({ by }: Order): readonly string[] {
  switch (by.kind) {
    case 'column':
      return [by.column.name];
    case 'object':
      return [by.relationship.name, by.column.name];
    case 'count':
      return [`${by.relationship.name}_aggregate`, 'count'];
    case 'aggregate':
      return [`${by.relationship.name}_aggregate`, by.function, by.column.name];
  }
}
