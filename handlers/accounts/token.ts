import { createHash, randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { ACCESS_TOKEN_SECONDS } from './limit.ts';

const NAMESPACE = 'https://hasura.io/jwt/claims';

/** What a token says of its bearer. */
export interface Bearer {
  readonly accountId: number;
  readonly memberId: number;
  readonly role: string;
  /** The sign-in that the token descends from; stays the same over refreshes. */
  readonly sessionId: string;
}

export interface TokenMaker {
  /** Whose a token is; undefined when it is none of ours, or not valid any more. */
  accountOf(token: string): Promise<number | undefined>;
  /** A signed access token that every request carries to the engine. */
  accessToken(bearer: Bearer): Promise<{ readonly token: string; readonly expiresAt: Date }>;
}

/** Roles a bearer may ask for. `staff` unites editor and mod, so only who holds both may have it. */
const ALLOWED_ROLES: Readonly<Record<string, readonly string[]>> = {
  USER: ['user'],
  EDITOR: ['user', 'editor'],
  MOD: ['user', 'mod'],
  SUPERADMIN: ['user', 'editor', 'mod', 'staff', 'superadmin'],
};

/** The roles that requests of an account with this role may run under. */
export const allowedRoles = (accountRole: string): readonly string[] =>
  ALLOWED_ROLES[accountRole] ?? ['user'];

export interface SigningKey {
  readonly key: string;
  readonly issuer?: string | undefined;
  readonly audience?: string | readonly string[] | undefined;
}

export function buildTokenMaker({ key, issuer, audience }: SigningKey): TokenMaker {
  const secret = new TextEncoder().encode(key);
  return {
    async accountOf(token) {
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: ['HS256'],
          ...(issuer === undefined ? {} : { issuer }),
          ...(audience === undefined
            ? {}
            : { audience: typeof audience === 'string' ? audience : [...audience] }),
        });
        return Number(payload.sub);
      } catch {
        return undefined;
      }
    },
    async accessToken({ accountId, memberId, role, sessionId }) {
      const expiresAt = new Date(Math.floor(Date.now() / 1000 + ACCESS_TOKEN_SECONDS) * 1000);
      const jwt = new SignJWT({
        [NAMESPACE]: {
          'x-hasura-default-role': 'user',
          'x-hasura-allowed-roles': allowedRoles(role),
          // Session variables are text: Hasura refuses a claim of any other kind.
          'x-hasura-user-id': String(accountId),
          'x-hasura-member-id': String(memberId),
          'x-hasura-session-id': sessionId,
        },
      })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(String(accountId))
        .setIssuedAt()
        .setExpirationTime(expiresAt);
      if (issuer !== undefined) jwt.setIssuer(issuer);
      if (audience !== undefined)
        jwt.setAudience(typeof audience === 'string' ? audience : [...audience]);
      return { token: await jwt.sign(secret), expiresAt };
    },
  };
}

/** 256 random bits: not to be guessed, so a plain hash of it is enough for the database. */
export const newRefreshToken = (): string => randomBytes(32).toString('base64url');

/** What the database keeps of a secret. */
export const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
