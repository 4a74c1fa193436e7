import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { JsonPath } from '../base/error.ts';
import { parseJsonPath } from './json-path.ts';

/** One entry of HASURA_GRAPHQL_JWT_SECRET(S), read and checked. */
export interface JwtSecret {
  readonly key:
    | {
        readonly kind: 'fixed';
        readonly key: KeyObject;
        readonly algorithms: readonly string[];
      }
    | { readonly kind: 'jwk-url'; readonly url: string };
  readonly claims: ClaimsPlace;
  readonly audiences: readonly string[] | null;
  readonly issuer: string | null;
  readonly allowedSkewSeconds: number;
  readonly place: TokenPlace;
}

/** Where a request carries its token. */
export type TokenPlace =
  | { readonly kind: 'authorization' }
  | { readonly kind: 'cookie'; readonly name: string }
  | { readonly kind: 'header'; readonly name: string };

/** Where in the token the session variables are. */
export type ClaimsPlace =
  | {
      readonly kind: 'namespace';
      /** One top-level key, or a path. `written` is what the administrator wrote. */
      readonly path: JsonPath;
      readonly isPath: boolean;
      readonly written: string;
      readonly isStringified: boolean;
    }
  | {
      readonly kind: 'map';
      readonly claims: ReadonlyMap<string, MappedClaim>;
      readonly written: unknown;
    };

export type MappedClaim =
  | { readonly kind: 'static'; readonly value: unknown }
  | { readonly kind: 'path'; readonly path: JsonPath; readonly fallback: unknown };

export const DEFAULT_NAMESPACE = 'https://hasura.io/jwt/claims';
export const ALLOWED_ROLES = 'x-hasura-allowed-roles';
export const DEFAULT_ROLE = 'x-hasura-default-role';

const HMAC_BITS = { HS256: 256, HS384: 384, HS512: 512 } as const;
/**
 * The algorithms that a key's family may be used with. As in the original the family decides and not the configured
 * `type`, so that a provider may move from RS256 to RS512; an HMAC of a public key is never accepted.
 */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  rsa: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ec: ['ES256', 'ES384', 'ES512'],
  ed25519: ['EdDSA', 'Ed25519'],
};
const FAMILY_OF_TYPE: Readonly<Record<string, string>> = {
  RS256: 'rsa',
  RS384: 'rsa',
  RS512: 'rsa',
  ES256: 'ec',
  ES384: 'ec',
  ES512: 'ec',
  Ed25519: 'ed25519',
  EdDSA: 'ed25519',
};

const claim = z.union([
  z.string(),
  z.array(z.string()),
  z.object({ path: z.string(), default: z.union([z.string(), z.array(z.string())]).optional() }),
]);

const config = z.object({
  type: z.string().optional(),
  key: z.string().optional(),
  jwk_url: z.url({ protocol: /^https?$/, error: 'jwk_url is not a URL' }).optional(),
  claims_namespace: z.string().optional(),
  claims_namespace_path: z.string().optional(),
  claims_format: z.enum(['json', 'stringified_json']).optional(),
  claims_map: z.record(z.string(), claim).optional(),
  audience: z.union([z.string(), z.array(z.string())]).nullish(),
  issuer: z.string().nullish(),
  allowed_skew: z.number().nonnegative().nullish(),
  header: z
    .union([
      z.object({ type: z.literal('Authorization') }),
      z.object({ type: z.enum(['Cookie', 'CustomHeader']), name: z.string().min(1) }),
    ])
    .nullish(),
});
type Written = z.infer<typeof config>;

/** Reads one secret. Throws an Error whose message names what is wrong; it never quotes the key. */
export function parseJwtSecret(raw: unknown): JwtSecret {
  const parsed = config.safeParse(raw);
  if (!parsed.success)
    throw new Error(
      parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; '),
    );
  const written = parsed.data;
  return {
    key: keyOf(written),
    claims: claimsOf(written),
    audiences:
      typeof written.audience === 'string' ? [written.audience] : (written.audience ?? null),
    issuer: written.issuer ?? null,
    allowedSkewSeconds: written.allowed_skew ?? 0,
    place: placeOf(written),
  };
}

function keyOf({ type, key, jwk_url: url }: Written): JwtSecret['key'] {
  if (url !== undefined) {
    if (type !== undefined || key !== undefined)
      throw new Error('"type" and "key" or "jwk_url" is needed, not both');
    return { kind: 'jwk-url', url };
  }
  if (type === undefined || key === undefined)
    throw new Error('either "type" and "key" or "jwk_url" is needed');
  const bits = HMAC_BITS[type as keyof typeof HMAC_BITS];
  if (bits !== undefined) return hmacKey(key, bits);
  const family = FAMILY_OF_TYPE[type];
  if (family === undefined) throw new Error(`"${type}" is not a type of key that is known`);
  const algorithms = FAMILIES[family] ?? [];
  const parsed = publicKey(key);
  if (parsed.asymmetricKeyType !== family)
    throw new Error(`the key is of type ${parsed.asymmetricKeyType}, which ${type} cannot use`);
  return { kind: 'fixed', key: parsed, algorithms };
}

/** A key as short as its type allows serves the weaker algorithms only: RFC 7518 asks for as many bits as the hash. */
function hmacKey(key: string, bits: number): JwtSecret['key'] {
  const bytes = Buffer.from(key, 'utf8');
  if (bytes.length < bits / 8)
    throw new Error(`Key size too small; should be atleast ${bits / 8} characters`);
  const algorithms = Object.entries(HMAC_BITS)
    .filter(([, needed]) => bytes.length >= needed / 8)
    .map(([name]) => name);
  return { kind: 'fixed', key: createSecretKey(bytes), algorithms };
}

function publicKey(pem: string): KeyObject {
  // createPublicKey would also take a private key and derive the public one; a verifier has no business holding it.
  if (pem.includes('PRIVATE KEY')) throw new Error('the key is private: a public one is needed');
  try {
    return createPublicKey(pem);
  } catch {
    throw new Error('the key is not a public key or certificate in PEM');
  }
}

function claimsOf(written: Written): ClaimsPlace {
  if (written.claims_map !== undefined)
    return { kind: 'map', claims: mapOf(written.claims_map), written: written.claims_map };
  const { claims_namespace: key, claims_namespace_path: path } = written;
  if (key !== undefined && path !== undefined)
    throw new Error('claims_namespace and claims_namespace_path both cannot be set');
  const isStringified = written.claims_format === 'stringified_json';
  if (path === undefined) {
    const name = key ?? DEFAULT_NAMESPACE;
    return { kind: 'namespace', path: [name], isPath: false, written: name, isStringified };
  }
  return { kind: 'namespace', path: pathOf(path), isPath: true, written: path, isStringified };
}

function mapOf(written: Readonly<Record<string, z.infer<typeof claim>>>) {
  const claims = new Map<string, MappedClaim>();
  for (const [name, value] of Object.entries(written)) {
    const isObject = typeof value === 'object' && !Array.isArray(value);
    claims.set(
      name.toLowerCase(),
      isObject
        ? { kind: 'path', path: pathOf(value.path), fallback: value.default }
        : { kind: 'static', value },
    );
  }
  for (const needed of [ALLOWED_ROLES, DEFAULT_ROLE])
    if (!claims.has(needed)) throw new Error(`claims_map: ${needed} is needed`);
  return claims;
}

function pathOf(text: string): JsonPath {
  const path = parseJsonPath(text);
  if (path === null) throw new Error(`"${text}" is not a JSON path`);
  return path;
}

function placeOf({ header }: Written): TokenPlace {
  if (!header || header.type === 'Authorization') return { kind: 'authorization' };
  if (header.type === 'Cookie') return { kind: 'cookie', name: header.name };
  return { kind: 'header', name: header.name.toLowerCase() };
}

/** What `/v1alpha1/config` tells the console of a secret. */
export function describeJwtSecret({ claims }: JwtSecret) {
  if (claims.kind === 'map')
    return {
      claims_namespace: DEFAULT_NAMESPACE,
      claims_format: 'json',
      claims_map: claims.written,
    };
  return {
    claims_namespace: claims.written,
    claims_format: claims.isStringified ? 'stringified_json' : 'json',
    claims_map: null,
  };
}
