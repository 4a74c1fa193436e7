import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { scalar, test } from '../domain/domain.ts';
import { type Handlers, openHandlers } from './handlers.ts';

interface Someone {
  readonly id: number;
  readonly login: string;
  readonly email: string;
  readonly verified: boolean;
}

/** A provider that speaks as GitHub does, and holds clients to the challenge they set out with. */
async function openProvider(someone: () => Someone): Promise<string> {
  const challenges = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://provider');
    const json = (body: unknown): void => void response.end(JSON.stringify(body));
    switch (url.pathname) {
      case '/login/oauth/authorize': {
        const code = `code-${challenges.size}`;
        challenges.set(code, url.searchParams.get('code_challenge') ?? '');
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        back.search = new URLSearchParams({
          code,
          state: url.searchParams.get('state') ?? '',
        }).toString();
        response.writeHead(302, { location: back.href }).end();
        return;
      }
      case '/login/oauth/access_token': {
        let body = '';
        for await (const chunk of request.setEncoding('utf8')) body += chunk;
        const form = new URLSearchParams(body);
        const proof = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        const isProven =
          challenges.get(form.get('code') ?? '') === proof &&
          form.get('client_secret') === 'secret';
        return json(isProven ? { access_token: 'bearer' } : { error: 'bad_verification_code' });
      }
      case '/user':
        return json({ id: someone().id, login: someone().login });
      default:
        return json([{ email: someone().email, verified: someone().verified, primary: true }]);
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Goes to the provider and back as a browser does; what the product's page gets in the end. */
async function signIn(
  handlers: Handlers,
  change = (back: URL) => back,
  provider = 'github',
): Promise<URLSearchParams> {
  const follow = async (url: string, cookie = ''): Promise<readonly [URL, string]> => {
    const { headers } = await fetch(url, { redirect: 'manual', headers: { cookie } });
    return [new URL(headers.get('location') ?? ''), headers.get('set-cookie')?.split(';')[0] ?? ''];
  };
  const [page, cookie] = await follow(`${handlers.url}/oauth/${provider}`);
  const [back] = await follow(page.href);
  const [home] = await follow(change(back).href, cookie);
  return new URLSearchParams(home.hash.slice(1));
}

test('signs in by a provider: one account, however often', async ({ database }) => {
  let someone: Someone = { id: 77, login: 'octo cat!', email: 'octo@example.test', verified: true };
  const url = await openProvider(() => someone);
  const handlers = await openHandlers(database, {
    OAUTH_GITHUB_CLIENT_ID: 'id',
    OAUTH_GITHUB_CLIENT_SECRET: 'secret',
    OAUTH_GITHUB_URL: url,
    OAUTH_GITHUB_API_URL: url,
  });
  const [first, second] = await Promise.all([signIn(handlers), signIn(handlers)]);
  expect([first.get('accessToken'), second.get('accessToken')]).not.toContain(null);
  expect(await scalar(database, `SELECT count(*)::int FROM account WHERE id > 13`)).toBe(1);
  const refresh = { refreshToken: first.get('refreshToken') };
  expect((await handlers.action('refreshToken', refresh)).status).toBe(200);

  // A verified address joins the account that has confirmed the same; an unverified one joins nothing.
  someone = { id: 78, login: 'person4', email: 'person4@example.test', verified: false };
  expect((await signIn(handlers)).get('error')).toBe('no-verified-email');
  someone = { ...someone, verified: true };
  expect((await signIn(handlers)).get('accessToken')).not.toBeNull();
  expect(
    await scalar(
      database,
      `SELECT account_id FROM auth.oauth_identity WHERE provider_subject = '78'`,
    ),
  ).toBe(4);
  await database.query('UPDATE account SET verified_at = NULL WHERE id = 5');
  someone = { id: 79, login: 'thief', email: 'person5@example.test', verified: true };
  expect((await signIn(handlers)).get('error')).toBe('email-taken');

  const forged = (back: URL): URL => {
    back.searchParams.set('state', 'forged');
    return back;
  };
  expect((await signIn(handlers, forged)).get('error')).toBe('oauth-refused');
});

test('signs in by Google: an address that it has not verified joins nothing', async ({
  database,
}) => {
  let isVerified = false;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://provider');
    if (url.pathname === '/o/oauth2/v2/auth') {
      expect(url.searchParams.get('scope')).toBe('openid email profile');
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.search = `code=c&state=${url.searchParams.get('state')}`;
      return void response.writeHead(302, { location: back.href }).end();
    }
    if (url.pathname === '/token') return void response.end('{"access_token":"bearer"}');
    expect([url.pathname, request.headers.authorization]).toEqual([
      '/v1/userinfo',
      'Bearer bearer',
    ]);
    const email = 'gus@example.test';
    response.end(JSON.stringify({ sub: '1', name: 'Gus', email, email_verified: isVerified }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const handlers = await openHandlers(database, {
    OAUTH_GOOGLE_CLIENT_ID: 'id',
    OAUTH_GOOGLE_CLIENT_SECRET: 'secret',
    OAUTH_GOOGLE_URL: url,
    OAUTH_GOOGLE_TOKEN_URL: url,
    OAUTH_GOOGLE_API_URL: url,
  });
  expect((await signIn(handlers, undefined, 'google')).get('error')).toBe('no-verified-email');
  isVerified = true;
  expect((await signIn(handlers, undefined, 'google')).get('accessToken')).not.toBeNull();
  expect(await scalar(database, `SELECT email FROM account WHERE id > 13`)).toBe(
    'gus@example.test',
  );
});
