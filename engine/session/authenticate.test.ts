import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, exportJWK } from 'jose';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { EngineError } from '../base/error.ts';
import { type AuthSettings, buildAuthMode } from './auth-mode.ts';
import { openAuthenticator } from './authenticate.ts';
import { pairHeaders, type RawHeaders } from './headers.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const NOW = NOW_MS / 1000;
const HMAC = 'an hmac key of 32 bytes or more!';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const ROLES = { 'x-hasura-allowed-roles': ['user', 'editor'], 'x-hasura-default-role': 'user' };
const NAMESPACE = 'https://hasura.io/jwt/claims';

async function open(settings: Partial<AuthSettings>) {
  const { mode, problems } = buildAuthMode({
    authHookMode: 'get',
    authHookSendsBody: true,
    ...settings,
  });
  if (mode === null) throw new Error(problems.join('\n'));
  return openAuthenticator(mode, { clock: { now: () => NOW_MS } });
}

/** Signs in and tells role and variables, or the error as status, code and message. */
async function ask(
  settings: Partial<AuthSettings>,
  headers: Record<string, string>,
  body?: unknown,
) {
  const authenticator = await open(settings);
  try {
    const { session } = await authenticator.authenticate(Object.entries(headers), body);
    const { 'x-hasura-role': _, ...variables } = Object.fromEntries(session.variables);
    return { role: session.role, isAdmin: session.isAdmin, variables };
  } catch (error) {
    if (error instanceof EngineError) return `${error.status} ${error.code} ${error.message}`;
    throw error;
  } finally {
    authenticator.close();
  }
}

const secret = (config: object = {}) => ({
  adminSecret: 's3cret',
  jwtSecret: JSON.stringify({ type: 'HS256', key: HMAC, ...config }),
});
const sign = (claims: object, key: KeyObject | Uint8Array = Buffer.from(HMAC), alg = 'HS256') =>
  new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ alg }).sign(key);
const claims = (own: object = {}, rest: object = {}) => ({
  exp: NOW + 60,
  [NAMESPACE]: { ...ROLES, 'x-hasura-user-id': '1', ...own },
  ...rest,
});
const bearer = async (payload: object, more: Record<string, string> = {}) => ({
  authorization: `Bearer ${await sign(payload)}`,
  ...more,
});

const stubs: Server[] = [];
async function stub(answer: (request: IncomingMessage, body: string) => StubAnswer) {
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status = 200, headers = {}, json } = answer(request, Buffer.concat(chunks).toString());
    response.writeHead(status, headers).end(JSON.stringify(json));
  });
  stubs.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
interface StubAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string | string[]>;
  readonly json: unknown;
}
const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
  for (const server of stubs) server.close();
});

test('without a secret everybody is whom they say', async () => {
  expect(await ask({}, {})).toEqual({ role: 'admin', isAdmin: true, variables: {} });
  expect(await ask({}, { 'X-Hasura-Role': 'user', 'X-Hasura-User-Id': '7' })).toEqual({
    role: 'user',
    isAdmin: true,
    variables: { 'x-hasura-user-id': '7' },
  });
});

test('an admin secret is checked under both names and never becomes a variable', async () => {
  const settings = { adminSecret: 's3cret', adminSecrets: '["second"]' };
  const admin = { role: 'admin', isAdmin: true, variables: {} };
  expect(await ask(settings, { 'X-Hasura-Admin-Secret': 's3cret' })).toEqual(admin);
  expect(await ask(settings, { 'x-hasura-access-key': 'second' })).toEqual(admin);
  expect(await ask(settings, { 'x-hasura-admin-secret': 'wrong' })).toBe(
    '401 access-denied invalid "x-hasura-admin-secret"/"x-hasura-access-key"',
  );
  expect(await ask(settings, {})).toBe(
    '401 access-denied x-hasura-admin-secret/x-hasura-access-key required, but not found',
  );
});

test('the unauthorized role is for requests without a secret, not for those with a wrong one', async () => {
  const settings = { adminSecret: 's3cret', unauthorizedRole: 'anonymous' };
  expect(await ask(settings, { 'x-hasura-role': 'admin' })).toMatchObject({
    role: 'anonymous',
    isAdmin: false,
  });
  expect(await ask(settings, { 'x-hasura-admin-secret': 'wrong' })).toContain('401');
});

test('backend-only permissions are the admin secret’s alone', async () => {
  const asked = { 'x-hasura-role': 'user', 'x-hasura-use-backend-only-permissions': 'True' };
  const admin = await open({ adminSecret: 's' });
  const withSecret: RawHeaders = Object.entries({ ...asked, 'x-hasura-admin-secret': 's' });
  expect((await admin.authenticate(withSecret)).session.mayUseBackendOnly).toBe(true);
  const jwt = await open(secret());
  const withToken = Object.entries(await bearer(claims(), asked));
  expect((await jwt.authenticate(withToken)).session.mayUseBackendOnly).toBe(false);
});

test('a token names its roles, the request chooses', async () => {
  const headers = await bearer(claims());
  const user = { role: 'user', isAdmin: false, variables: { 'x-hasura-user-id': '1' } };
  expect(await ask(secret(), headers)).toEqual(user);
  expect(await ask(secret(), { ...headers, 'X-Hasura-Role': 'editor' })).toMatchObject({
    role: 'editor',
  });
  expect(await ask(secret(), { ...headers, 'X-Hasura-Role': 'admin' })).toBe(
    '400 access-denied Your requested role is not in allowed roles',
  );
  // What the client writes beside a token is no session variable.
  expect(await ask(secret(), { ...headers, 'X-Hasura-User-Id': '2' })).toEqual(user);
});

test.each([
  ['expired', claims({}, { exp: NOW - 1 }), 'JWTExpired'],
  ['from the future', claims({}, { iat: NOW + 100 }), 'JWTIssuedAtFuture'],
  ['not yet valid', claims({}, { nbf: NOW + 100 }), 'JWTNotYetValid'],
  ['of another issuer', claims({}, { iss: 'else', aud: 'us' }), 'JWTNotInIssuer'],
  ['of no issuer', claims({}, { aud: 'us' }), 'JWTNotInIssuer'],
  ['for others', claims({}, { iss: 'me', aud: ['them'] }), 'JWTNotInAudience'],
  ['for nobody', claims({}, { iss: 'me' }), 'JWTNotInAudience'],
])('refuses a token that is %s', async (_, payload, why) => {
  const settings = secret({ issuer: 'me', audience: ['us', 'you'] });
  expect(await ask(settings, await bearer(payload))).toBe(
    `400 invalid-jwt Could not verify JWT: ${why}`,
  );
});

test('allows for the skew of clocks', async () => {
  const headers = await bearer(claims({}, { exp: NOW - 30 }));
  expect(await ask(secret({ allowed_skew: 60 }), headers)).toMatchObject({ role: 'user' });
});

test.each([
  ['no namespace', { exp: NOW + 1 }, `jwt-invalid-claims claims key: '${NAMESPACE}' not found`],
  [
    'no allowed roles',
    { [NAMESPACE]: { 'x-hasura-default-role': 'user' } },
    'jwt-missing-role-claims JWT claim does not contain x-hasura-allowed-roles',
  ],
  [
    'one role for a list',
    claims({ 'x-hasura-allowed-roles': 'user' }),
    'jwt-invalid-claims invalid x-hasura-allowed-roles; should be a list of roles: parsing [] failed, expected Array, but encountered String',
  ],
  [
    'a number',
    claims({ 'x-hasura-user-id': 1 }),
    'jwt-invalid-claims x-hasura-* claims: parsing Text failed, expected String, but encountered Number',
  ],
  [
    'a string for the object',
    { [NAMESPACE]: '{}' },
    'jwt-invalid-claims expecting a json object when claims_format is json',
  ],
])('says what is wrong with claims: %s', async (_, payload, message) => {
  expect(await ask(secret(), await bearer(payload))).toBe(`400 ${message}`);
});

test('reads claims from a path, from a string and by a map', async () => {
  const inner = { ...ROLES, 'x-hasura-user-id': '1' };
  const user = { role: 'user', variables: { 'x-hasura-user-id': '1' } };
  const path = secret({ claims_namespace_path: "$.a['b%']" });
  expect(await ask(path, await bearer({ a: { 'b%': inner } }))).toMatchObject(user);
  const root = secret({ claims_namespace_path: '$' });
  expect(await ask(root, await bearer(inner))).toMatchObject(user);
  const text = secret({ claims_format: 'stringified_json' });
  const stringified = await bearer({ [NAMESPACE]: JSON.stringify(inner) });
  expect(await ask(text, stringified)).toMatchObject(user);
  const map = secret({
    claims_map: {
      'x-hasura-allowed-roles': { path: '$.roles' },
      'x-hasura-default-role': 'user',
      'x-hasura-user-id': { path: '$.user.id' },
      'x-hasura-tenant': { path: '$.tenant', default: 'none' },
    },
  });
  expect(await ask(map, await bearer({ roles: ['user'], user: { id: '1' } }))).toEqual({
    role: 'user',
    isAdmin: false,
    variables: { 'x-hasura-user-id': '1', 'x-hasura-tenant': 'none' },
  });
  expect(await ask(map, await bearer({ roles: ['user'] }))).toBe(
    '400 jwt-invalid-claims JWT claim from claims_map, x-hasura-user-id not found',
  );
});

const FORGED = '400 invalid-jwt Could not verify JWT: JWSError JWSInvalidSignature';
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const [p256, p384, p521] = [ec('prime256v1'), ec('secp384r1'), ec('secp521r1')];

test.each(['HS256', 'HS384', 'HS512'])('verifies %s', async (type) => {
  const key = HMAC.repeat(2); // 64 bytes, as the largest of them wants
  const good = await sign(claims(), Buffer.from(key), type);
  const settings = secret({ type, key });
  expect(await ask(settings, { authorization: `Bearer ${good}` })).toMatchObject({ role: 'user' });
  const other = await sign(claims(), Buffer.from('x'.repeat(64)), type);
  expect(await ask(settings, { authorization: `Bearer ${other}` })).toBe(FORGED);
});

test.each([
  ['RS256', rsa],
  ['RS384', rsa],
  ['RS512', rsa],
  ['ES256', p256],
  ['ES384', p384],
  ['ES512', p521],
  ['Ed25519', ed],
] as const)('verifies %s, and no other family with its key', async (type, pair) => {
  const key = pem(pair.publicKey);
  const good = await sign(claims(), pair.privateKey, type === 'Ed25519' ? 'EdDSA' : type);
  const settings = secret({ type, key });
  expect(await ask(settings, { authorization: `Bearer ${good}` })).toMatchObject({ role: 'user' });
  // The public key as an HMAC key: the classic confusion of algorithms.
  const header = Buffer.from('{"alg":"HS256"}').toString('base64url');
  const input = `${header}.${Buffer.from(JSON.stringify(claims())).toString('base64url')}`;
  const mac = createHmac('sha256', key).update(input).digest('base64url');
  expect(await ask(settings, { authorization: `Bearer ${input}.${mac}` })).toBe(FORGED);
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${input.split('.')[1]}.`;
  expect(await ask(settings, { authorization: `Bearer ${none}` })).toBe(FORGED);
  const last = good.at(-10) === 'A' ? 'B' : 'A';
  const bent = `${good.slice(0, -10)}${last}${good.slice(-9)}`;
  expect(await ask(settings, { authorization: `Bearer ${bent}` })).toBe(FORGED);
});

test('a key of one length verifies the family’s other lengths', async () => {
  const good = await sign(claims(), rsa.privateKey, 'RS512');
  const settings = secret({ type: 'RS256', key: pem(rsa.publicKey) });
  expect(await ask(settings, { authorization: `Bearer ${good}` })).toMatchObject({ role: 'user' });
});

test('a token that was good once is still looked at each time', async () => {
  let now = NOW_MS;
  const { mode } = buildAuthMode({ authHookMode: 'get', authHookSendsBody: true, ...secret() });
  if (mode === null) throw new Error('no mode');
  const authenticator = await openAuthenticator(mode, { clock: { now: () => now } });
  const headers = Object.entries(await bearer(claims()));
  expect((await authenticator.authenticate(headers)).session.expiresAtMs).toBe(NOW_MS + 60_000);
  now += 61_000;
  await expect(authenticator.authenticate(headers)).rejects.toThrow('JWTExpired');
});

test('takes the token from a cookie or a header of its own', async () => {
  const token = await sign(claims());
  const cookie = secret({ header: { type: 'Cookie', name: 'hasura_user' } });
  expect(await ask(cookie, { Cookie: `a=b; hasura_user=${token}` })).toMatchObject({
    role: 'user',
  });
  const custom = secret({ header: { type: 'CustomHeader', name: 'X-Token' } });
  expect(await ask(custom, { 'x-token': token })).toMatchObject({ role: 'user' });
  expect(await ask(secret(), { authorization: 'Basic abc' })).toBe(
    '400 invalid-headers Malformed Authorization header',
  );
  expect(await ask(secret(), { cookie: `hasura_user=${token}` })).toBe(
    "400 invalid-headers Missing 'Authorization' or 'Cookie' header in JWT authentication mode",
  );
});

test('several secrets are told apart by issuer', async () => {
  const settings = {
    adminSecret: 's',
    jwtSecrets: JSON.stringify([
      { type: 'HS256', key: HMAC, issuer: 'a' },
      { type: 'Ed25519', key: pem(ed.publicKey), issuer: 'b' },
    ]),
  };
  const b = await sign(claims({}, { iss: 'b' }), ed.privateKey, 'EdDSA');
  expect(await ask(settings, { authorization: `Bearer ${b}` })).toMatchObject({ role: 'user' });
  expect(await ask(settings, await bearer(claims({}, { iss: 'c' })))).toContain('JWTNotInIssuer');
});

test('fetches the keys of a JWK URL', async () => {
  const jwk = { ...(await exportJWK(rsa.publicKey)), kid: 'one', alg: 'RS256' };
  const other = { ...(await exportJWK(p256.publicKey)), kid: 'two' };
  const url = await stub(() => ({ json: { keys: [other, jwk] } }));
  const settings = { adminSecret: 's', jwtSecret: JSON.stringify({ jwk_url: url }) };
  const token = await sign(claims(), rsa.privateKey, 'RS256');
  expect(await ask(settings, { authorization: `Bearer ${token}` })).toMatchObject({ role: 'user' });
  expect(await ask(settings, await bearer(claims()))).toContain('JWSInvalidSignature');
});

describe('the keys of a JWK URL', () => {
  /** A provider that may change its key, and what it says of how long that is good. */
  async function openProvider(headers: Record<string, string>) {
    const provider = { pair: rsa, kid: 'one', fetches: 0, status: 200 };
    const jwks = new Map([
      ['one', { ...(await exportJWK(rsa.publicKey)), kid: 'one', alg: 'RS256' }],
      ['two', { ...(await exportJWK(p256.publicKey)), kid: 'two', alg: 'ES256' }],
    ]);
    const url = await stub(() => {
      provider.fetches++;
      return { status: provider.status, headers, json: { keys: [jwks.get(provider.kid)] } };
    });
    let now = NOW_MS;
    const { mode } = buildAuthMode({
      adminSecret: 's',
      authHookMode: 'get',
      authHookSendsBody: true,
      jwtSecret: JSON.stringify({ jwk_url: url }),
    });
    if (mode === null) throw new Error('no mode');
    const authenticator = await openAuthenticator(mode, { clock: { now: () => now } });
    closing.push(() => authenticator.close());
    const may = (token: string) =>
      authenticator.authenticate([['authorization', `Bearer ${token}`]]).then(
        () => true,
        () => false,
      );
    const later = (seconds: number) => {
      now += seconds * 1000;
    };
    return { provider, may, later };
  }
  const tokenOf = (kid: string, key: KeyObject, alg: string) =>
    new CompactSign(Buffer.from(JSON.stringify(claims({}, { exp: NOW + 3600 }))))
      .setProtectedHeader({ alg, kid })
      .sign(key);
  const one = tokenOf('one', rsa.privateKey, 'RS256');
  const two = tokenOf('two', p256.privateKey, 'ES256');

  test.each([
    { 'cache-control': 'max-age=1' },
    { 'cache-control': 'no-cache' },
    { expires: new Date(NOW_MS + 1000).toUTCString() },
  ])('are fetched anew when %j says so', async (headers) => {
    const { provider, may } = await openProvider(headers);
    expect([await may(await one), await may(await two)]).toEqual([true, false]);
    provider.kid = 'two';
    await vi.waitFor(() => expect(provider.fetches).toBeGreaterThan(1), { timeout: 5000 });
    await vi.waitFor(async () => expect(await may(await two)).toBe(true), { timeout: 5000 });
    expect(await may(await one)).toBe(false);
  });

  test('are asked for by a token of an unknown key, now and then', async () => {
    const { provider, may, later } = await openProvider({});
    provider.kid = 'two';
    expect(await may(await two)).toBe(false); // they were fetched a moment ago
    expect(provider.fetches).toBe(1);
    later(31);
    expect(await may(await two)).toBe(true);
    expect(provider.fetches).toBe(2);
    expect(await may(await one)).toBe(false);
    expect(provider.fetches).toBe(2);
  });

  test('are kept while the provider is away', async () => {
    const { provider, may } = await openProvider({ 'cache-control': 'max-age=1' });
    provider.status = 500;
    await vi.waitFor(() => expect(provider.fetches).toBeGreaterThan(1), { timeout: 5000 });
    expect(await may(await one)).toBe(true);
  });
});

test('a GET webhook sees the headers that are about the caller', async () => {
  let seen: IncomingMessage['headers'] = {};
  const authHook = await stub((request) => {
    seen = request.headers;
    return {
      headers: { 'set-cookie': ['a=1', 'b=2'] },
      json: { 'X-Hasura-Role': 'user', 'X-Hasura-User-Id': '5', 'Cache-Control': 'max-age=600' },
    };
  });
  const authenticator = await open({ adminSecret: 's', authHook });
  const flat = ['Cookie', 'k=v', 'X-Mine', 'yes', 'Origin', 'http://x', 'Content-Length', '99'];
  const { session, setCookies } = await authenticator.authenticate(pairHeaders(flat));
  expect(session).toMatchObject({ role: 'user', expiresAtMs: NOW_MS + 600_000 });
  expect(session.variables.get('x-hasura-user-id')).toBe('5');
  expect(setCookies).toEqual(['a=1', 'b=2']);
  expect(seen).toMatchObject({ cookie: 'k=v', 'x-mine': 'yes' });
  expect(seen['origin']).toBeUndefined();
});

test('a POST webhook sees headers in the client’s spelling, and the request', async () => {
  let seen = '';
  const authHook = await stub((_, body) => {
    seen = body;
    return { json: { 'x-hasura-role': 'user' } };
  });
  const settings = { adminSecret: 's', authHook, authHookMode: 'post' as const };
  expect(await ask(settings, { 'X-Mine': 'yes' }, { query: '{ a }' })).toMatchObject({
    role: 'user',
  });
  expect(JSON.parse(seen)).toEqual({ headers: { 'X-Mine': 'yes' }, request: { query: '{ a }' } });
});

test.each([
  ['Cache-Control', 'max-age=0', NOW_MS],
  ['cache-control', 'private, max-age=60', NOW_MS + 60_000],
  ['Expires', new Date(NOW_MS + 5000).toUTCString(), NOW_MS + 5000],
  ['x-hasura-else', 'max-age=60', null],
])('a webhook whose answer holds %s: %s ends the session in time', async (name, value, at) => {
  const authHook = await stub(() => ({ json: { 'x-hasura-role': 'user', [name]: value } }));
  const authenticator = await open({ adminSecret: 's', authHook });
  expect((await authenticator.authenticate([])).session.expiresAtMs).toBe(at);
});

test.each([
  [{ status: 401, json: {} }, '401 access-denied Authentication hook unauthorized this request'],
  [{ status: 500, json: {} }, '500 unexpected Invalid response from authorization hook'],
  [{ json: [] }, '500 unexpected Invalid response from authorization hook'],
  [{ json: { 'x-hasura-role': 1 } }, '500 unexpected Invalid response from authorization hook'],
  [{ json: {} }, '400 invalid-params x-hasura-role not found in session variables'],
])('a webhook that answers %j is no sign-in', async (answer, message) => {
  const authHook = await stub(() => answer);
  expect(await ask({ adminSecret: 's', authHook }, {})).toBe(message);
});

test('a webhook that is not there is no sign-in', async () => {
  expect(await ask({ adminSecret: 's', authHook: 'http://127.0.0.1:1/' }, {})).toBe(
    '500 unexpected webhook authentication request failed',
  );
});
