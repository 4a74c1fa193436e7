import { z } from 'zod';
import type { Actor } from '../lib/database.ts';
import { ActionError } from './refusal.ts';

const positive = z.string().regex(/^[1-9][0-9]{0,9}$/);

/** The session variables as the engine forwards them. Who the caller is comes from here and never from the input. */
export const session = z.looseObject({
  'x-hasura-role': z.string(),
  'x-hasura-user-id': positive.optional(),
  'x-hasura-member-id': positive.optional(),
  'x-hasura-session-id': z.uuid().optional(),
});
export type Session = z.output<typeof session>;

/** The account that asks. Refuses a caller without one. */
export function accountOf(caller: Session): number {
  const id = caller['x-hasura-user-id'];
  if (id === undefined) throw new ActionError('no-user', 'sign in first');
  return Number(id);
}

/** The chat member that asks. Refuses a caller without one. */
export function memberOf(caller: Session): number {
  const id = caller['x-hasura-member-id'];
  if (id === undefined) throw new ActionError('no-member', 'sign in first');
  return Number(id);
}

/** The caller in whose name the triggers stamp and audit. */
export const actorOf = (caller: Session): Actor => ({
  role: caller['x-hasura-role'],
  accountId: accountOf(caller),
});
