import type pg from 'pg';
import type { Cells } from './mutation.ts';
import { insertSql } from './mutation-sql.ts';
import type { Planting, Tree } from './tree.ts';
import { writePermissionOf } from './visible.ts';
import type { Table, World } from './world.ts';

/** Nested inserts as plain statements in the order that the rules say; what the row above decides is written as a value. */

/** How many rows were written; null as soon as the check of one does not hold. */
export async function plant(
  { rows, role }: Planting,
  world: World,
  client: pg.Client,
): Promise<number | null> {
  let affected = 0;
  const isHeld = await writeAll(rows);
  return isHeld ? affected : null;

  /** Rows of which none holds others are one statement, and see nothing of each other. */
  async function writeAll(trees: readonly Tree[]): Promise<boolean> {
    const [first] = trees;
    if (first === undefined) return true;
    if (trees.every(({ objects, arrays }) => objects.length + arrays.length === 0))
      return write(
        first.table,
        trees.map(({ cells }) => cells),
      );
    for (const tree of trees) if (!(await writeTree(tree))) return false;
    return true;
  }

  async function writeTree({ table, cells, objects, arrays }: Tree): Promise<boolean> {
    let own: Cells = cells;
    for (const { by, row } of objects) {
      if (!(await writeTree(row))) return false;
      own = { ...own, [by.ours]: row.cells[by.theirs] ?? null };
    }
    if (!(await write(table, [own]))) return false;
    for (const { by, rows: below } of arrays) {
      const filled = below.map((each) => ({
        ...each,
        cells: { ...each.cells, [by.theirs]: cells[by.ours] ?? null },
      }));
      if (!(await writeAll(filled))) return false;
    }
    return true;
  }

  async function write(table: Table, written: readonly Cells[]): Promise<boolean> {
    const permission = writePermissionOf(world, table.name, role, 'insert');
    if (permission === null) throw new Error(`${role} may not insert into ${table.name}`);
    const result = await client.query<{ ok: boolean; affected: number }>(
      insertSql(table, written, permission, world),
    );
    affected += result.rows[0]?.affected ?? 0;
    return result.rows[0]?.ok === true;
  }
}
