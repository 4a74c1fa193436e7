import { createHash, timingSafeEqual } from 'node:crypto';
import { type Clock, systemClock } from '../base/clock.ts';
import { EngineError } from '../base/error.ts';
import { openSender, type Sender } from '../webhook/send.ts';
import type { AuthMode } from './auth-mode.ts';
import { chooseRole } from './claims.ts';
import type { RawHeaders } from './headers.ts';
import { openJwkSet } from './jwk-set.ts';
import { buildTokenReader, type JwtVerifier, type TokenReader } from './jwt.ts';
import type { Session } from './model.ts';
import {
  ACCESS_KEY,
  ADMIN,
  ADMIN_SECRET,
  buildSession,
  requestedRole,
  variablesOf,
} from './session.ts';
import { askAuthHook, type HookCall, type HookRuntime } from './webhook.ts';

export interface SignedIn {
  readonly session: Session;
  /** `Set-Cookie` values of the authentication webhook, to be handed on to the client. */
  readonly setCookies: readonly string[];
}

export interface Authenticator {
  /**
   * Who is calling, by the headers. `body` is the parsed GraphQL request, shown to a POST webhook; `requestId` stands in
   * the log of the webhook.
   */
  authenticate(headers: RawHeaders, body?: unknown, requestId?: string): Promise<SignedIn>;
  close(): void;
}

export interface AuthenticatorOptions {
  readonly clock?: Clock;
  /** Calls webhooks and providers of keys, until the authenticator is closed. */
  readonly sender?: Sender;
  readonly onJwkFetch?: (url: string) => void;
  readonly onJwkError?: (problem: { url: string; message: string }) => void;
  readonly onHookCall?: (call: HookCall) => void;
}

export async function openAuthenticator(
  mode: AuthMode,
  {
    clock = systemClock,
    sender = openSender(),
    onJwkFetch = () => {},
    onJwkError = () => {},
    onHookCall = () => {},
  }: AuthenticatorOptions = {},
): Promise<Authenticator> {
  const verifiers: JwtVerifier[] = [];
  if (mode.kind === 'jwt')
    for (const secret of mode.secrets)
      verifiers.push({
        secret,
        jwks:
          secret.key.kind === 'jwk-url'
            ? await openJwkSet(secret.key.url, {
                clock,
                sender,
                onFetch: onJwkFetch,
                onError: onJwkError,
              })
            : null,
      });
  const ways: Ways = {
    mode,
    tokens: buildTokenReader(verifiers, clock),
    secrets: mode.kind === 'none' ? [] : mode.adminSecrets.map(digest),
    hooks: { clock, sender, onCall: onHookCall },
  };
  // A connection sends the same headers with every request, and its reader hands the same list over. Where the headers
  // alone decide, and for ever, they are read once.
  const isLasting = mode.kind === 'none' || mode.kind === 'secret';
  const known = new WeakMap<RawHeaders, Promise<SignedIn>>();
  return {
    authenticate(headers, body, requestId) {
      const before = known.get(headers);
      if (before !== undefined) return before;
      const signingIn = signIn(ways, headers, body, requestId);
      if (isLasting) known.set(headers, signingIn);
      return signingIn;
    },
    close: () => {
      for (const { jwks } of verifiers) jwks?.close();
      void sender.close();
    },
  };
}

interface Ways {
  readonly mode: AuthMode;
  readonly tokens: TokenReader;
  /** Digests of the admin secrets. */
  readonly secrets: readonly Buffer[];
  readonly hooks: HookRuntime;
}

async function signIn(
  { mode, tokens, secrets, hooks }: Ways,
  headers: RawHeaders,
  body: unknown,
  requestId: string | undefined,
): Promise<SignedIn> {
  const variables = variablesOf(headers);
  const role = requestedRole(variables) ?? ADMIN;
  if (mode.kind === 'none') return signedIn(buildSession(role, variables, { isAdmin: true }));

  // A secret that was sent is checked in every mode, and a wrong one is never an excuse to try the next way in.
  const secret = variables.get(ADMIN_SECRET) ?? variables.get(ACCESS_KEY);
  if (secret !== undefined) {
    if (!isAdminSecret(secret, secrets))
      throw new EngineError('access-denied', `invalid "${ADMIN_SECRET}"/"${ACCESS_KEY}"`);
    return signedIn(buildSession(role, variables, { isAdmin: true }));
  }
  if (mode.kind === 'webhook')
    return askAuthHook(mode.hook, headers, body, { ...hooks, requestId });
  const token = mode.kind === 'jwt' ? await tokens.read(headers) : null;
  if (token !== null)
    return signedIn(
      buildSession(chooseRole(token.grant, variables), token.grant.variables, {
        isAdmin: false,
        expiresAtMs: token.expiresAtMs,
      }),
    );
  if (mode.unauthorizedRole === null) throw noCredential(mode.kind);
  return signedIn(buildSession(mode.unauthorizedRole, variables, { isAdmin: false }));
}

const signedIn = (session: Session): SignedIn => ({ session, setCookies: [] });

function noCredential(kind: 'secret' | 'jwt'): EngineError {
  return kind === 'jwt'
    ? new EngineError(
        'invalid-headers',
        "Missing 'Authorization' or 'Cookie' header in JWT authentication mode",
      )
    : new EngineError('access-denied', `${ADMIN_SECRET}/${ACCESS_KEY} required, but not found`);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compared by digest, so that the time it takes tells neither the length nor the first wrong character. */
function isAdminSecret(given: string, secrets: readonly Buffer[]): boolean {
  const ours = digest(given);
  return secrets.filter((secret) => timingSafeEqual(secret, ours)).length > 0;
}
