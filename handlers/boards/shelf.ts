import type { Sql } from '../../lib/database.ts';
import { ActionError } from '../refusal.ts';
import { RANK_LENGTH_MAX, rankBetween, spreadRanks } from './rank.ts';

/** Things in an order of their own below a parent: tasks in a list, lists on a board. Names are ours, never input. */
interface ShelfKind {
  readonly table: 'task' | 'task_list';
  readonly parent: 'task_list_id' | 'board_id';
  readonly parentTable: 'task_list' | 'board';
  readonly rankKey: string;
}

export const TASKS: ShelfKind = {
  table: 'task',
  parent: 'task_list_id',
  parentTable: 'task_list',
  rankKey: 'task_task_list_id_rank_key',
};
export const TASK_LISTS: ShelfKind = {
  table: 'task_list',
  parent: 'board_id',
  parentTable: 'board',
  rankKey: 'task_list_board_id_rank_key',
};

/** Where to: behind one neighbour, before another, or at the end. */
export interface Spot {
  readonly afterId?: number | null | undefined;
  readonly beforeId?: number | null | undefined;
}

/**
 * A free rank at a spot of a shelf. Takes the lock of the shelf, so that movers come one by one and none
 * computes a rank from neighbours that another one is changing.
 */
export async function rankAt(
  sql: Sql,
  kind: ShelfKind,
  parentId: number,
  movedId: number,
  spot: Spot,
): Promise<string> {
  await sql.rows(`SELECT 1 FROM ${kind.parentTable} WHERE id = $1 FOR NO KEY UPDATE`, [parentId]);
  const rank = rankBetween(...(await gap(sql, kind, parentId, movedId, spot)));
  if (rank.length <= RANK_LENGTH_MAX) return rank;
  await spreadAnew(sql, kind, parentId);
  return rankBetween(...(await gap(sql, kind, parentId, movedId, spot)));
}

/**
 * The ranks on both sides of a spot. Deleted rows count: they keep their rank, which stays taken. A neighbour
 * that has gone elsewhere meanwhile makes way for the other one.
 */
async function gap(
  sql: Sql,
  { table, parent }: ShelfKind,
  parentId: number,
  movedId: number,
  { afterId, beforeId }: Spot,
): Promise<[before: string | null, after: string | null]> {
  const rankOf = async (id: number | null | undefined): Promise<string | undefined> => {
    if (id == null || id === movedId) return undefined;
    const found = await sql.row<{ rank: string }>(
      `SELECT rank FROM ${table} WHERE id = $1 AND ${parent} = $2`,
      [id, parentId],
    );
    return found?.rank;
  };
  const edge = async (text: string, params: readonly unknown[]): Promise<string | null> =>
    (await sql.row<{ rank: string | null }>(text, params))?.rank ?? null;

  const after = await rankOf(afterId);
  if (after !== undefined) {
    const next = `SELECT min(rank) AS rank FROM ${table} WHERE ${parent} = $1 AND id <> $2 AND rank > $3`;
    return [after, await edge(next, [parentId, movedId, after])];
  }
  const before = await rankOf(beforeId);
  if (before !== undefined) {
    const previous = `SELECT max(rank) AS rank FROM ${table} WHERE ${parent} = $1 AND id <> $2 AND rank < $3`;
    return [await edge(previous, [parentId, movedId, before]), before];
  }
  if (afterId != null || beforeId != null)
    throw new ActionError('neighbour-gone', 'the neighbours are not there any more: look again');
  const last = `SELECT max(rank) AS rank FROM ${table} WHERE ${parent} = $1 AND id <> $2`;
  return [await edge(last, [parentId, movedId]), null];
}

/** Gives all rows of a shelf new, short ranks in the same order. The unique key is checked when all are written. */
async function spreadAnew(
  sql: Sql,
  { table, parent, rankKey }: ShelfKind,
  parentId: number,
): Promise<void> {
  const rows = await sql.rows<{ id: number }>(
    `SELECT id FROM ${table} WHERE ${parent} = $1 ORDER BY rank`,
    [parentId],
  );
  await sql.rows(`SET CONSTRAINTS ${rankKey} DEFERRED`);
  await sql.rows(
    `UPDATE ${table} t SET rank = fresh.rank
       FROM unnest($2::integer[], $3::text[]) AS fresh (id, rank)
      WHERE t.id = fresh.id AND t.${parent} = $1`,
    [parentId, rows.map(({ id }) => id), spreadRanks(rows.length)],
  );
  await sql.rows(`SET CONSTRAINTS ${rankKey} IMMEDIATE`);
}
