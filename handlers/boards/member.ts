import type { Sql } from '../../lib/database.ts';
import { ActionError } from '../refusal.ts';

/** One answer for what is not there and for what the caller may not see, so that nobody learns which. */
export const notFound = (): ActionError =>
  new ActionError('not-found', 'there is nothing by this id');

/** Lets through only who may change the cards of a board: the rule of the permissions on `task`. */
export async function mayEdit(sql: Sql, boardId: number, accountId: number): Promise<void> {
  const member = await sql.row<{ role: string | null; isPublic: boolean }>(
    `SELECT m.role, b.visibility = 'PUBLIC' AS "isPublic"
       FROM board b LEFT JOIN board_member m ON m.board_id = b.id AND m.account_id = $2
      WHERE b.id = $1 AND b.deleted_at IS NULL`,
    [boardId, accountId],
  );
  if (member === undefined || (member.role === null && !member.isPublic)) throw notFound();
  if (member.role !== 'OWNER' && member.role !== 'EDITOR')
    throw new ActionError('permission-denied', 'only owners and editors of the board may do this');
}
