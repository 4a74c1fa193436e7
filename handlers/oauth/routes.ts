import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import express, { type Router } from 'express';
import { openSession } from '../accounts/login.ts';
import { browserOf } from '../client.ts';
import { refusalOf } from '../constraint.ts';
import type { Ports } from '../ports.ts';
import { accountOfIdentity } from './account.ts';
import type { Provider } from './provider.ts';

/** How long somebody may take to say yes at the provider's. */
const STATE_SECONDS = 10 * 60;
const COOKIE = 'oauth_state';

/**
 * `GET /oauth/<provider>` leads to the provider, `…/callback` back to the product's page, with the tokens (or the
 * refusal) in the fragment of the address, which no server logs. The verifier stays in a cookie: only the browser
 * that set out can come back.
 */
export function buildOauth(
  providers: readonly Provider[],
  { database, tokens, rules }: Pick<Ports, 'database' | 'tokens' | 'rules'>,
  publicUrl: string,
): Router {
  const router = express.Router();
  const challengeOf = (verifier: string): string =>
    createHash('sha256').update(verifier).digest('base64url');
  /** Says that the state is ours and for this verifier, without keeping any. */
  const stateOf = (verifier: string): string =>
    createHmac('sha256', rules.handlersSecret)
      .update(`oauth state ${verifier}`)
      .digest('base64url');

  for (const provider of providers) {
    const path = `/oauth/${provider.value.toLowerCase()}`;
    const redirectUri = `${rules.handlersUrl}${path}/callback`;
    const isSecure = rules.handlersUrl.startsWith('https:');

    router.get(path, (_request, response) => {
      const verifier = randomBytes(32).toString('base64url');
      response.cookie(COOKIE, verifier, {
        httpOnly: true,
        secure: isSecure,
        sameSite: 'lax',
        maxAge: STATE_SECONDS * 1_000,
        path,
      });
      response.redirect(
        provider.authorizeUrl(redirectUri, stateOf(verifier), challengeOf(verifier)),
      );
    });

    router.get(`${path}/callback`, async (request, response) => {
      const { code, state } = request.query;
      const verifier = cookieOf(request.get('cookie'), COOKIE);
      response.clearCookie(COOKIE, { path });
      const leave = (fragment: Record<string, string>): void =>
        response.redirect(`${publicUrl}/#${new URLSearchParams(fragment)}`);
      if (typeof code !== 'string' || verifier === undefined || !isSame(state, stateOf(verifier)))
        return leave({ error: 'oauth-refused' });
      try {
        const identity = await provider.identify(code, redirectUri, verifier);
        const signedIn = await database.transaction({ role: 'anonymous' }, async (sql) => {
          const accountId = await accountOfIdentity(sql, provider.value, identity);
          return await openSession(sql, tokens, accountId, {
            device: null,
            ...browserOf(request),
          });
        });
        leave({ accessToken: signedIn.accessToken, refreshToken: signedIn.refreshToken });
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === undefined)
          request.log.error({ err: error }, 'the provider did not answer as agreed');
        leave({ error: refusal?.code ?? 'oauth-failed' });
      }
    });
  }
  // Behind those that are offered: the rest deserve a reason.
  router.get('/oauth/:provider', (request, response) => {
    const name = request.params.provider;
    const message = `signing in by ${name} is not set up here: see OAUTH_… in docs/configuration.md`;
    response.status(404).json({ message, extensions: { code: 'not-found' } });
  });
  return router;
}

const cookieOf = (header: string | undefined, name: string): string | undefined =>
  header
    ?.split(/; */)
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

function isSame(given: unknown, expected: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
