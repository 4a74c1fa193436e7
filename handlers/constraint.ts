import { postgresError } from '../lib/database.ts';
import { TemporalAbsent } from '../lib/temporal.ts';
import { StoreAbsent } from './media/absent.ts';
import { ActionError, invalid } from './refusal.ts';

/** The input field that a constraint guards, and what to say of it. Postgres has the last word on uniqueness. */
const FIELD_OF_CONSTRAINT: Readonly<Record<string, readonly [field: string, message: string]>> = {
  account_username_key: ['username', 'is taken'],
  account_username_check: ['username', 'must have 4 to 16 characters'],
  account_email_key: ['email', 'is taken'],
  account_email_check: ['email', 'is not an e-mail address'],
  room_name_check: ['name', 'must not be empty'],
};

/** An error as a refusal the caller can act on; undefined when the fault is ours. */
export function refusalOf(error: unknown): ActionError | undefined {
  if (error instanceof ActionError) return error;
  if (error instanceof StoreAbsent || error instanceof TemporalAbsent)
    return new ActionError('unavailable', `${error.message}: try again later`);
  const found = postgresError(error);
  if (found === undefined) return undefined;
  const known = found.constraint === undefined ? undefined : FIELD_OF_CONSTRAINT[found.constraint];
  if (known !== undefined) return invalid({ [known[0]]: known[1] });
  switch (found.code) {
    case 'P0001': // raised by the domain's own functions; the detail is the code
      return new ActionError(found.detail ?? 'refused', found.message);
    case 'P0002': // no_data_found
      return new ActionError('not-found', found.message);
    case '42501': // insufficient_privilege, raised by the triggers that guard roles
      return new ActionError('permission-denied', found.message);
    default:
      return undefined;
  }
}
