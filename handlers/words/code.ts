import type { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '../accounts/limit.ts';

/** The codes of refusals that the handlers themselves throw. */
type OwnCode =
  | 'account-inactive'
  | 'already-confirmed'
  | 'cart-changed'
  | 'cart-empty'
  | 'checked-out'
  | 'closed'
  | 'email-taken'
  | 'expired-link'
  | 'invalid-credentials'
  | 'invalid-refresh-token'
  | 'invalid-token'
  | 'no-file'
  | 'no-member'
  | 'no-rate'
  | 'no-user'
  | 'no-verified-email'
  | 'none-left'
  | 'not-a-catalog'
  | 'not-found'
  | 'not-in-cart'
  | 'not-paid'
  | 'not-uploaded'
  | 'other-currency'
  | 'own-role'
  | 'permission-denied'
  | 'refresh-token-expired'
  | 'refresh-token-reused'
  | 'rejected'
  | 'size'
  | 'sold-out'
  | 'still-failing'
  | 'still-running'
  | 'too-many-attempts'
  | 'too-many-files'
  | 'too-soon'
  | 'type'
  | 'unauthorized'
  | 'unavailable';

/** The codes that functions and triggers of the domain raise as the detail of an error. */
type DatabaseCode =
  | 'bad-count'
  | 'bad-quantity'
  | 'channel'
  | 'chat-members'
  | 'foreign-image'
  | 'invoice-closed'
  | 'neighbour-moved'
  | 'no-due-date'
  | 'no-member'
  | 'not-a-member'
  | 'not-allowed'
  | 'not-due'
  | 'not-found'
  | 'reminder-closed'
  | 'reservation-closed'
  | 'reservation-expired'
  | 'sold-out'
  | 'status-step';

/** What an action can be refused for, but for input that is wrong: that is said field by field. */
export type RefusalCode = OwnCode | DatabaseCode;

/** What is said of a field that is wrong, where people fill it in themselves. */
export type FieldFault =
  | 'is taken'
  | 'is missing'
  | 'is wrong'
  | 'is too long'
  | 'is too many'
  | 'is too much'
  | 'is too little'
  | 'must not be empty'
  | 'must not be 0'
  | 'must be positive'
  | 'must have 4 to 16 characters'
  | 'may hold letters, digits, dot, dash and underscore'
  | `must have at least ${typeof PASSWORD_LENGTH_MIN} characters`
  | `must have at most ${typeof PASSWORD_LENGTH_MAX} characters`
  | 'is not an e-mail address'
  | 'is not a time zone'
  | 'must look like en-US'
  | 'is not a currency code'
  | 'is no currency that is known here'
  | 'is not a type that can be uploaded';

/** The words of a refusal; of the value that it is about, where it says one. */
export type Said = string | ((value: string) => string);

/** All that is said to somebody who speaks a language other than English. A code without words does not compile. */
export interface Translation {
  readonly refusals: Readonly<Record<RefusalCode, Said>>;
  /** Behind it come the fields that are wrong. */
  readonly invalid: string;
  readonly faults: Readonly<Record<FieldFault, string>>;
}
