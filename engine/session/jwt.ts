import { compactVerify, errors, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/error.ts';
import { type Claims, claimsToGrant, type Grant } from './claims.ts';
import { cookieOf, headerOf, type RawHeaders } from './headers.ts';
import type { JwkSet } from './jwk-set.ts';
import type { JwtSecret, TokenPlace } from './jwt-config.ts';

/** A secret together with the keys behind its URL, if it has one. */
export interface JwtVerifier {
  readonly secret: JwtSecret;
  readonly jwks: JwkSet | null;
}

export interface VerifiedToken {
  readonly grant: Grant;
  readonly expiresAtMs: number | null;
}

/** Tokens whose signature was found good. A browser sends the same one with every request until it expires. */
const VERIFIED_TOKENS_MAX = 10_000;
/** Longer tokens are verified each time, so that the cache has a bound in bytes as well. */
const CACHED_TOKEN_BYTES_MAX = 4_096;

/** Algorithms that a key of a JWK URL may be used with: never an HMAC, whose key would be public. */
const PUBLIC_KEY_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const refused = (why: string) => new EngineError('invalid-jwt', `Could not verify JWT: ${why}`);

export interface TokenReader {
  /** Null where the request carries no token. */
  read(headers: RawHeaders): Promise<VerifiedToken | null>;
}

export function buildTokenReader(verifiers: readonly JwtVerifier[], clock: Clock): TokenReader {
  const verified = verifiers.map(() => new LRUCache<string, Claims>({ max: VERIFIED_TOKENS_MAX }));
  const versions = verifiers.map(() => 0);

  async function claimsOf(index: number, { secret, jwks }: JwtVerifier, token: string) {
    const cache = verified[index];
    const version = jwks?.version() ?? 0;
    if (versions[index] !== version) cache?.clear();
    versions[index] = version;
    const known = cache?.get(token);
    if (known !== undefined) return known;
    const claims = await verifySignature(token, secret, jwks);
    if (token.length <= CACHED_TOKEN_BYTES_MAX) cache?.set(token, claims);
    return claims;
  }

  return {
    async read(headers) {
      const found = choose(verifiers, headers);
      if (found === null) return null;
      const { index, token } = found;
      const verifier = verifiers[index];
      if (verifier === undefined) return null;
      const claims = await claimsOf(index, verifier, token);
      const expiresAtMs = checkClaims(claims, verifier.secret, clock.now());
      return { grant: claimsToGrant(claims, verifier.secret.claims), expiresAtMs };
    },
  };
}

/** The token of the request and the secret that is to verify it: by place first, then by issuer. */
function choose(
  verifiers: readonly JwtVerifier[],
  headers: RawHeaders,
): { index: number; token: string } | null {
  const found = verifiers.flatMap(({ secret }, index) => {
    const token = tokenAt(headers, secret.place);
    return token === null ? [] : [{ index, token, issuer: secret.issuer }];
  });
  const first = found[0];
  if (first === undefined) return null;
  if (found.length === 1) return first;
  if (new Set(found.map(({ token }) => token)).size > 1)
    throw new EngineError('invalid-headers', 'Could not verify JWT: Multiple JWTs found');
  // Unverified, so good for nothing but choosing the key that then verifies it.
  const issuer = unverifiedIssuer(first.token);
  const chosen =
    found.find((candidate) => candidate.issuer !== null && candidate.issuer === issuer) ??
    found.find((candidate) => candidate.issuer === null);
  if (chosen === undefined) throw refused('JWTNotInIssuer');
  return chosen;
}

function tokenAt(headers: RawHeaders, place: TokenPlace): string | null {
  if (place.kind === 'cookie') return cookieOf(headers, place.name) || null;
  if (place.kind === 'header') {
    const value = headerOf(headers, place.name);
    return value === undefined ? null : value.replace(/^Bearer\s+/i, '').trim();
  }
  const value = headerOf(headers, 'authorization');
  if (value === undefined) return null;
  const [scheme, token, ...rest] = value.trim().split(/\s+/);
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || rest.length > 0)
    throw new EngineError('invalid-headers', 'Malformed Authorization header');
  return token;
}

function unverifiedIssuer(token: string): unknown {
  try {
    const payload: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    );
    return typeof payload === 'object' && payload !== null && 'iss' in payload
      ? payload.iss
      : undefined;
  } catch {
    return undefined;
  }
}

async function verifySignature(
  token: string,
  secret: JwtSecret,
  jwks: JwkSet | null,
): Promise<Claims> {
  const parts = token.split('.').length;
  if (parts !== 3)
    throw refused(
      `JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got ${parts})`,
    );
  const payload = await verifiedPayload(token, secret, jwks);
  try {
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims))
      return claims as Claims;
  } catch {
    // told below, together with a payload that is JSON but no object
  }
  throw refused('JWTClaimsSetDecodeError');
}

async function verifiedPayload(token: string, { key }: JwtSecret, jwks: JwkSet | null) {
  const attempt = async (): Promise<Uint8Array> => {
    if (key.kind === 'fixed')
      return (await compactVerify(token, key.key, { algorithms: [...key.algorithms] })).payload;
    const keys = jwks?.keys();
    if (!keys) throw new errors.JWKSNoMatchingKey();
    return verifyWithSet(token, keys);
  };
  try {
    return await attempt();
  } catch (error) {
    const isUnknownKey = error instanceof errors.JWKSNoMatchingKey;
    if (isUnknownKey && (await jwks?.refreshForUnknownKey()))
      return await attempt().catch((again: unknown) => refuse(again));
    return refuse(error);
  }
}

async function verifyWithSet(token: string, keys: JWTVerifyGetKey): Promise<Uint8Array> {
  const options = { algorithms: PUBLIC_KEY_ALGORITHMS };
  try {
    return (await compactVerify(token, keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // The token names no key and several may be meant: one of them has to fit.
    for await (const candidate of error) {
      const payload = await compactVerify(token, candidate, options).then(
        (result) => result.payload,
        () => null,
      );
      if (payload !== null) return payload;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Whatever the reason (a wrong signature, `alg: none`, another family's algorithm), a forger learns nothing more. */
function refuse(error: unknown): never {
  if (error instanceof errors.JOSEError || error instanceof TypeError)
    throw refused('JWSError JWSInvalidSignature');
  throw error;
}

/** The registered claims, in the order in which the original looks at them. Returns when the token ends. */
export function checkClaims(
  claims: Claims,
  secret: Pick<JwtSecret, 'issuer' | 'audiences' | 'allowedSkewSeconds'>,
  nowMs: number,
): number | null {
  const skewMs = secret.allowedSkewSeconds * 1000;
  const expiresAtMs = dateMs(claims, 'exp');
  if (expiresAtMs !== null && nowMs >= expiresAtMs + skewMs) throw refused('JWTExpired');
  const issuedAtMs = dateMs(claims, 'iat');
  if (issuedAtMs !== null && nowMs < issuedAtMs - skewMs) throw refused('JWTIssuedAtFuture');
  const notBeforeMs = dateMs(claims, 'nbf');
  if (notBeforeMs !== null && nowMs < notBeforeMs - skewMs) throw refused('JWTNotYetValid');
  if (secret.issuer !== null && claims['iss'] !== secret.issuer) throw refused('JWTNotInIssuer');
  if (
    secret.audiences !== null &&
    !audiencesOf(claims).some((it) => secret.audiences?.includes(it))
  )
    throw refused('JWTNotInAudience');
  return expiresAtMs === null ? null : expiresAtMs + skewMs;
}

function dateMs(claims: Claims, name: 'exp' | 'iat' | 'nbf'): number | null {
  const seconds = claims[name];
  if (seconds === undefined) return null;
  if (typeof seconds === 'number' && Number.isFinite(seconds)) return seconds * 1000;
  throw refused(`JWTClaimsSetDecodeError "Error in $.${name}: expected a number"`);
}

function audiencesOf(claims: Claims): string[] {
  const aud = claims['aud'];
  const list: unknown[] = Array.isArray(aud) ? aud : [aud];
  return list.filter((one) => typeof one === 'string');
}
