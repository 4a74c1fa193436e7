import { z } from 'zod';
import { type JwtSecret, parseJwtSecret } from './jwt-config.ts';
import type { AuthHook } from './webhook.ts';

/** How requests prove who they are; settled once, when the engine starts. */
export type AuthMode =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'secret';
      readonly adminSecrets: readonly string[];
      readonly unauthorizedRole: string | null;
    }
  | {
      readonly kind: 'jwt';
      readonly adminSecrets: readonly string[];
      readonly unauthorizedRole: string | null;
      readonly secrets: readonly JwtSecret[];
    }
  | { readonly kind: 'webhook'; readonly adminSecrets: readonly string[]; readonly hook: AuthHook };

/** The options of the executable that decide it, as config.ts names them. */
export interface AuthSettings {
  readonly adminSecret?: string | undefined;
  readonly accessKey?: string | undefined;
  /** A JSON list. */
  readonly adminSecrets?: string | undefined;
  readonly authHook?: string | undefined;
  readonly authHookMode: 'get' | 'post';
  readonly authHookSendsBody: boolean;
  /** JSON of one secret; a list is taken too. */
  readonly jwtSecret?: string | undefined;
  readonly jwtSecrets?: string | undefined;
  readonly unauthorizedRole?: string | undefined;
}

export type AuthModeOrProblems =
  | { readonly mode: AuthMode; readonly problems: readonly [] }
  | { readonly mode: null; readonly problems: readonly string[] };

const NEEDS_SECRET = ' requires --admin-secret (HASURA_GRAPHQL_ADMIN_SECRET) to be set';
const JWT = '--jwt-secret (HASURA_GRAPHQL_JWT_SECRET)';
const HOOK = '--auth-hook (HASURA_GRAPHQL_AUTH_HOOK)';
const ROLE = '--unauthorized-role (HASURA_GRAPHQL_UNAUTHORIZED_ROLE)';

/** Settings that contradict each other are refused: an administrator must not believe in a lock that is not there. */
export function buildAuthMode(settings: AuthSettings): AuthModeOrProblems {
  const problems: string[] = [];
  const adminSecrets = adminSecretsOf(settings, problems);
  const secrets = jwtSecretsOf(settings, problems);
  const hook = hookOf(settings, problems);
  const unauthorizedRole = settings.unauthorizedRole ?? null;
  const hasJwt = (settings.jwtSecret ?? settings.jwtSecrets) !== undefined;

  if (hook !== null && hasJwt)
    problems.push('both webhook and JWT mode cannot be enabled at the same time');
  if (adminSecrets.length === 0) {
    if (hook !== null) problems.push(HOOK + NEEDS_SECRET);
    if (hasJwt) problems.push(JWT + NEEDS_SECRET);
    if (unauthorizedRole !== null) problems.push(ROLE + NEEDS_SECRET);
  }
  if (hook !== null && unauthorizedRole !== null)
    problems.push(`${ROLE} has no effect when ${HOOK} is set: the webhook names the role`);

  if (problems.length > 0) return { mode: null, problems };
  if (adminSecrets.length === 0) return { mode: { kind: 'none' }, problems: [] };
  if (hook !== null) return { mode: { kind: 'webhook', adminSecrets, hook }, problems: [] };
  if (secrets.length > 0)
    return { mode: { kind: 'jwt', adminSecrets, secrets, unauthorizedRole }, problems: [] };
  return { mode: { kind: 'secret', adminSecrets, unauthorizedRole }, problems: [] };
}

function adminSecretsOf(settings: AuthSettings, problems: string[]): string[] {
  const single = [settings.adminSecret ?? settings.accessKey].filter((it) => it !== undefined);
  if (settings.adminSecrets === undefined) return single;
  const list = z.array(z.string().min(1)).safeParse(parseJson(settings.adminSecrets));
  if (list.success) return [...new Set([...single, ...list.data])];
  problems.push('--admin-secrets (HASURA_GRAPHQL_ADMIN_SECRETS): is not a JSON list of strings');
  return single;
}

function jwtSecretsOf(settings: AuthSettings, problems: string[]): JwtSecret[] {
  const secrets: JwtSecret[] = [];
  const read = (option: string, text: string | undefined) => {
    if (text === undefined) return;
    const parsed = parseJson(text);
    const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    if (parsed === undefined || list.length === 0)
      problems.push(`${option}: is not JSON of a secret`);
    else
      list.forEach((one, i) => {
        try {
          secrets.push(parseJwtSecret(one));
        } catch (error) {
          const place = list.length > 1 ? `[${i}]` : '';
          problems.push(`${option}${place}: ${error instanceof Error ? error.message : error}`);
        }
      });
  };
  read(JWT, settings.jwtSecret);
  read('--jwt-secrets (HASURA_GRAPHQL_JWT_SECRETS)', settings.jwtSecrets);
  return secrets;
}

function hookOf(settings: AuthSettings, problems: string[]): AuthHook | null {
  const { authHook: url, authHookMode: mode, authHookSendsBody: sendsBody } = settings;
  if (url === undefined) return null;
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    problems.push(`${HOOK}: is not a URL`);
    return null;
  }
  return { url, mode, sendsBody };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
