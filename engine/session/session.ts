import { EngineError } from '../base/error.ts';
import type { RawHeaders } from './headers.ts';
import type { Session } from './model.ts';

export const ADMIN = 'admin';
export const ROLE = 'x-hasura-role';
export const ADMIN_SECRET = 'x-hasura-admin-secret';
/** The name of the admin secret before 1.0. */
export const ACCESS_KEY = 'x-hasura-access-key';
const BACKEND_ONLY = 'x-hasura-use-backend-only-permissions';
const PREFIX = 'x-hasura-';

type Variables = ReadonlyMap<string, string>;

/** The headers that are session variables, the two with a secret among them. The last of equal names wins. */
export function variablesOf(headers: RawHeaders): Map<string, string> {
  const variables = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (key.startsWith(PREFIX)) variables.set(key, value);
  }
  return variables;
}

export const isSessionVariable = (name: string): boolean => name.toLowerCase().startsWith(PREFIX);

/** An empty role counts as none, as in the original. */
export const requestedRole = (variables: Variables): string | undefined =>
  variables.get(ROLE) || undefined;

/**
 * What a session is made of: the role that was settled, and the variables, out of which secrets are taken so that no
 * permission, log or webhook can meet them.
 */
export function buildSession(
  role: string,
  given: Variables,
  how: { readonly isAdmin: boolean; readonly expiresAtMs?: number | null },
): Session {
  const variables = new Map(given);
  variables.delete(ADMIN_SECRET);
  variables.delete(ACCESS_KEY);
  variables.set(ROLE, role);
  return {
    role,
    variables,
    isAdmin: how.isAdmin,
    mayUseBackendOnly: how.isAdmin && asksForBackendOnly(variables),
    expiresAtMs: how.expiresAtMs ?? null,
  };
}

const TRUE = ['true', 't', 'yes', 'y'];
const FALSE = ['false', 'f', 'no', 'n'];

function asksForBackendOnly(variables: Variables): boolean {
  const value = variables.get(BACKEND_ONLY);
  if (value === undefined) return false;
  if (TRUE.includes(value.toLowerCase())) return true;
  if (FALSE.includes(value.toLowerCase())) return false;
  const list = (words: readonly string[]) => JSON.stringify(words);
  throw new EngineError(
    'bad-request',
    `${BACKEND_ONLY}: Not a valid boolean text. True values are ${list(TRUE)} and  False values are ${list(FALSE)}. All values are case insensitive`,
  );
}
