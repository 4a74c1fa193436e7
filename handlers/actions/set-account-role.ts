import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const input = z.object({
  accountId: z.int().positive(),
  role: z.enum(['SUPERADMIN', 'MOD', 'EDITOR', 'USER'], 'is not a role that can be given'),
});

/** `setAccountRole`: what an account may do. Its tokens say so from their next refresh on. */
export const setAccountRole = ({ database }: Ports) =>
  action('setAccountRole', input, async ({ accountId, role }, session) => {
    // Metadata grants the action to superadmin alone; asked again here, as roles are made here.
    if (session['x-hasura-role'] !== 'superadmin')
      throw new ActionError('permission-denied', 'only a superadmin gives roles');
    // Else the last superadmin could shut everybody out by mistake.
    if (accountId === accountOf(session))
      throw new ActionError('own-role', 'nobody changes the role of their own account');
    const changed = await database.transaction(actorOf(session), (sql) =>
      sql.row<{ accountId: number; role: string }>(
        `UPDATE account SET role = $2 WHERE id = $1 AND role <> 'SYSTEM' AND deleted_at IS NULL
         RETURNING id AS "accountId", role`,
        [accountId, role],
      ),
    );
    if (changed === undefined) throw new ActionError('not-found', 'no such account');
    return changed;
  });
