import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { accountOf } from '../session.ts';

/** Sessions shown at most; the newest come first. */
const SESSION_COUNT_MAX = 100;

/** `listSession`: where the caller is signed in. A session is a family of refresh tokens with one that still works. */
export const listSession = ({ database }: Ports) =>
  action('listSession', z.object({}), (_input, session) =>
    database.rows(
      `SELECT id, device, user_agent AS "userAgent", host(ip_address) AS "ipAddress", login_at AS "loginAt", expires_at AS "expiresAt",
              family_id IS NOT DISTINCT FROM $2 AS "isCurrent"
         FROM auth.session
        WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > now()
        ORDER BY login_at DESC LIMIT $3`,
      [accountOf(session), session['x-hasura-session-id'] ?? null, SESSION_COUNT_MAX],
    ),
  );
