import { postgresError } from '../lib/database.ts';
import { GatewayAbsent } from '../lib/gateway.ts';
import { StoreAbsent } from '../lib/store.ts';
import { TemporalAbsent } from '../lib/temporal.ts';
import { ActionError, invalid } from './refusal.ts';
import type { FieldFault, RefusalCode } from './words/code.ts';

/** The input field that a constraint guards, and what to say of it. Postgres has the last word on uniqueness. */
const FIELD_OF_CONSTRAINT: Readonly<Record<string, readonly [field: string, fault: FieldFault]>> = {
  account_username_key: ['username', 'is taken'],
  account_username_check: ['username', 'must have 4 to 16 characters'],
  account_email_key: ['email', 'is taken'],
  account_email_check: ['email', 'is not an e-mail address'],
  room_name_check: ['name', 'must not be empty'],
};

/** An error as a refusal the caller can act on; undefined when the fault is ours. */
export function refusalOf(error: unknown): ActionError | undefined {
  if (error instanceof ActionError) return error;
  if (
    error instanceof StoreAbsent ||
    error instanceof TemporalAbsent ||
    error instanceof GatewayAbsent
  )
    return new ActionError('unavailable', `${error.message}: try again later`);
  const found = postgresError(error);
  if (found === undefined) return undefined;
  const known = found.constraint === undefined ? undefined : FIELD_OF_CONSTRAINT[found.constraint];
  if (known !== undefined) return invalid({ [known[0]]: known[1] });
  // The domain's own functions and triggers raise with a detail that is the code; Postgres itself writes prose there.
  // That each has words in every language is held by words/say.test.ts.
  return found.detail !== undefined && /^[a-z]+(-[a-z]+)*$/.test(found.detail)
    ? new ActionError(found.detail as RefusalCode, found.message)
    : undefined;
}
