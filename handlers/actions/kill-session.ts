import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const input = z.object({ sessionId: z.coerce.number().int().positive('is not a session') });

/** `killSession`: ends one of the caller's own sessions. */
export const killSession = ({ database }: Ports) =>
  action('killSession', input, async ({ sessionId }, session) => {
    const ended = await database.transaction(actorOf(session), (sql) =>
      sql.rows(
        // By family: a refresh between listing and killing gave the session another row, not another family.
        `UPDATE auth.session SET revoked_at = now()
          WHERE account_id = $1 AND revoked_at IS NULL
            AND family_id = (SELECT family_id FROM auth.session WHERE id = $2 AND account_id = $1)
         RETURNING id`,
        [accountOf(session), sessionId],
      ),
    );
    if (ended.length === 0) throw new ActionError('not-found', 'no such session');
    return { ok: true };
  });
