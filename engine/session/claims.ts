import { EngineError } from '../base/error.ts';
import { valueAt } from './json-path.ts';
import { ALLOWED_ROLES, type ClaimsPlace, DEFAULT_ROLE } from './jwt-config.ts';
import { isSessionVariable, requestedRole } from './session.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** What a token grants: everything of a session but the role, which the request chooses among the allowed ones. */
export interface Grant {
  readonly allowedRoles: readonly string[];
  readonly defaultRole: string;
  readonly variables: ReadonlyMap<string, string>;
}

const invalid = (message: string) => new EngineError('jwt-invalid-claims', message);

/** Reads the session variables out of a verified token. */
export function claimsToGrant(token: Claims, place: ClaimsPlace): Grant {
  const claims = place.kind === 'map' ? mappedClaims(token, place) : namespacedClaims(token, place);
  const allowedRoles = rolesOf(claims);
  const defaultRole = roleOf(claims);
  const variables = new Map<string, string>();
  for (const [name, value] of claims) {
    if (name === ALLOWED_ROLES || name === DEFAULT_ROLE) continue;
    if (typeof value !== 'string')
      throw invalid(`x-hasura-* claims: ${wrongType('Text', 'String', value)}`);
    variables.set(name, value);
  }
  return { allowedRoles, defaultRole, variables };
}

/** The role that the request asks for, or the token's default; refused unless the token allows it. */
export function chooseRole(grant: Grant, headers: ReadonlyMap<string, string>): string {
  const role = requestedRole(headers) ?? grant.defaultRole;
  if (grant.allowedRoles.includes(role)) return role;
  throw new EngineError('access-denied', 'Your requested role is not in allowed roles', [], 400);
}

function namespacedClaims(
  token: Claims,
  place: ClaimsPlace & { kind: 'namespace' },
): Map<string, unknown> {
  const found = valueAt(token, place.path);
  if (found === undefined)
    throw invalid(
      place.isPath
        ? `claims not found at JSON path: '${place.written}'`
        : `claims key: '${place.written}' not found`,
    );
  const claims = new Map<string, unknown>();
  for (const [name, value] of Object.entries(objectOf(found, place)))
    if (isSessionVariable(name)) claims.set(name.toLowerCase(), value);
  return claims;
}

function objectOf(found: unknown, place: ClaimsPlace & { kind: 'namespace' }): object {
  if (!place.isStringified) {
    if (isObject(found)) return found;
    throw invalid('expecting a json object when claims_format is json');
  }
  if (typeof found !== 'string')
    throw invalid('expecting a string when claims_format is stringified_json');
  try {
    const parsed: unknown = JSON.parse(found);
    if (isObject(parsed)) return parsed;
  } catch {
    // told below, together with JSON that is no object
  }
  throw invalid(`expecting stringified json at: '${place.written}', but found: ${found}`);
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mappedClaims(token: Claims, place: ClaimsPlace & { kind: 'map' }): Map<string, unknown> {
  const claims = new Map<string, unknown>();
  for (const [name, claim] of place.claims) {
    const value =
      claim.kind === 'static' ? claim.value : (valueAt(token, claim.path) ?? claim.fallback);
    if (value !== undefined) claims.set(name, value);
    // The two role claims have a message of their own where they are missing, see `required`.
    else if (name !== ALLOWED_ROLES && name !== DEFAULT_ROLE)
      throw invalid(`JWT claim from claims_map, ${name} not found`);
  }
  return claims;
}

function required(claims: ReadonlyMap<string, unknown>, name: string): unknown {
  const value = claims.get(name);
  if (value !== undefined) return value;
  throw new EngineError('jwt-missing-role-claims', `JWT claim does not contain ${name}`);
}

function rolesOf(claims: ReadonlyMap<string, unknown>): string[] {
  const hint = `invalid ${ALLOWED_ROLES}; should be a list of roles`;
  const value = required(claims, ALLOWED_ROLES);
  if (!Array.isArray(value)) throw invalid(`${hint}: ${wrongType('[]', 'Array', value)}`);
  return value.map((role: unknown) => roleName(role, hint));
}

const roleOf = (claims: ReadonlyMap<string, unknown>): string =>
  roleName(required(claims, DEFAULT_ROLE), `invalid ${DEFAULT_ROLE}; should be a single role name`);

function roleName(value: unknown, hint: string): string {
  if (typeof value !== 'string') throw invalid(`${hint}: ${wrongType('Text', 'String', value)}`);
  if (value === '') throw invalid(`${hint}: empty string not allowed`);
  return value;
}

/** The words of the original's JSON library. */
function wrongType(what: string, expected: string, value: unknown): string {
  return `parsing ${what} failed, expected ${expected}, but encountered ${jsonType(value)}`;
}

function jsonType(value: unknown): string {
  if (value === null) return 'Null';
  if (Array.isArray(value)) return 'Array';
  const name = typeof value;
  return name.charAt(0).toUpperCase() + name.slice(1);
}
