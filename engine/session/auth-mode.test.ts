import { expect, test } from 'vitest';
import { type AuthSettings, buildAuthMode } from './auth-mode.ts';
import { cacheControlDelayMs, refreshDelayMs } from './jwk-set.ts';

const problemsOf = (settings: Partial<AuthSettings>) =>
  buildAuthMode({ authHookMode: 'get', authHookSendsBody: true, ...settings }).problems;
const jwt = (config: unknown) =>
  problemsOf({ adminSecret: 's', jwtSecret: JSON.stringify(config) }).join('\n');
const KEY = 'an hmac key of 32 bytes or more!';

test('locks that would not lock are refused, all at once', () => {
  expect(problemsOf({ jwtSecret: '{', unauthorizedRole: 'anonymous' })).toEqual([
    '--jwt-secret (HASURA_GRAPHQL_JWT_SECRET): is not JSON of a secret',
    '--jwt-secret (HASURA_GRAPHQL_JWT_SECRET) requires --admin-secret (HASURA_GRAPHQL_ADMIN_SECRET) to be set',
    '--unauthorized-role (HASURA_GRAPHQL_UNAUTHORIZED_ROLE) requires --admin-secret (HASURA_GRAPHQL_ADMIN_SECRET) to be set',
  ]);
  expect(problemsOf({ adminSecret: 's', authHook: 'nowhere' })).toEqual([
    '--auth-hook (HASURA_GRAPHQL_AUTH_HOOK): is not a URL',
  ]);
});

test.each([
  [{ type: 'HS256', key: 'short' }, 'Key size too small; should be atleast 32 characters'],
  [{ type: 'HS1', key: KEY }, '"HS1" is not a type of key that is known'],
  [{ type: 'RS256', key: 'x' }, 'the key is not a public key or certificate in PEM'],
  [{ key: KEY }, 'either "type" and "key" or "jwk_url" is needed'],
  [{ jwk_url: 'nowhere' }, 'jwk_url is not a URL'],
  [
    { type: 'HS256', key: KEY, claims_namespace: 'a', claims_namespace_path: '$' },
    'claims_namespace and claims_namespace_path both cannot be set',
  ],
  [{ type: 'HS256', key: KEY, claims_map: {} }, 'claims_map: x-hasura-allowed-roles is needed'],
  [{ type: 'HS256', key: KEY, claims_namespace_path: '$[' }, '"$[" is not a JSON path'],
])('says what is wrong with %j', (config, message) => expect(jwt(config)).toContain(message));

test('a key is never quoted', () => {
  expect(jwt({ type: 'RS256', key: 'KEY-MATERIAL' })).not.toContain('KEY-MATERIAL');
});

test.each([
  ['max-age=3', 3000],
  ['public, s-maxage="60"', 60_000],
  ['no-cache,public', 0],
  ['max-age=100, no-store', 0],
  ['must-revalidate', 0],
  ['public', null],
])('Cache-Control: %s', (text, delay) => expect(cacheControlDelayMs(text)).toBe(delay));

test('Expires counts where Cache-Control is absent', () => {
  const now = Date.UTC(2026, 0, 1);
  const headers = { expires: 'Thu, 01 Jan 2026 00:00:03 GMT' };
  expect(refreshDelayMs(headers, now)).toBe(3000);
  expect(refreshDelayMs({ ...headers, 'cache-control': 'public' }, now)).toBeNull();
  expect(refreshDelayMs({}, now)).toBeNull();
});
