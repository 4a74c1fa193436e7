import { z } from 'zod';
import type { Config } from '../config.ts';

const OAUTH_TIMEOUT_MS = 5_000;

/** Who somebody is, in a provider's words. */
export interface Identity {
  readonly subject: string;
  readonly name: string;
  /** Only an address that the provider has verified. */
  readonly email: string | undefined;
}

export interface Provider {
  /** Its value in the table oauth_provider. */
  readonly value: 'GITHUB' | 'GOOGLE';
  /** Where a person says yes; they come back to `redirectUri` with a code. */
  authorizeUrl(redirectUri: string, state: string, challenge: string): string;
  /** Who came back with the code. */
  identify(code: string, redirectUri: string, verifier: string): Promise<Identity>;
}

interface ProviderKeys {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The providers whose keys are configured. */
export function providersOf(config: Config): readonly Provider[] {
  const providers: Provider[] = [];
  const { OAUTH_GITHUB_CLIENT_ID: githubId, OAUTH_GITHUB_CLIENT_SECRET: githubSecret } = config;
  if (githubId !== undefined && githubSecret !== undefined)
    providers.push(
      githubProvider(
        { clientId: githubId, clientSecret: githubSecret },
        config.OAUTH_GITHUB_URL,
        config.OAUTH_GITHUB_API_URL,
      ),
    );
  const { OAUTH_GOOGLE_CLIENT_ID: googleId, OAUTH_GOOGLE_CLIENT_SECRET: googleSecret } = config;
  if (googleId !== undefined && googleSecret !== undefined)
    providers.push(
      googleProvider(
        { clientId: googleId, clientSecret: googleSecret },
        config.OAUTH_GOOGLE_URL,
        config.OAUTH_GOOGLE_TOKEN_URL,
        config.OAUTH_GOOGLE_API_URL,
      ),
    );
  return providers;
}

const token = z.object({ access_token: z.string() });

function githubProvider(keys: ProviderKeys, url: string, apiUrl: string): Provider {
  const user = z.object({ id: z.int(), login: z.string() });
  const emails = z.array(
    z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
  );
  return {
    value: 'GITHUB',
    authorizeUrl: (redirectUri, state, challenge) =>
      authorizeUrl(
        `${url}/login/oauth/authorize`,
        keys,
        redirectUri,
        state,
        challenge,
        'read:user user:email',
      ),
    async identify(code, redirectUri, verifier) {
      const bearer = await exchange(
        `${url}/login/oauth/access_token`,
        keys,
        code,
        redirectUri,
        verifier,
      );
      const { id, login } = user.parse(await read(`${apiUrl}/user`, bearer));
      const known = emails.parse(await read(`${apiUrl}/user/emails`, bearer));
      const email = known.find(({ primary, verified }) => primary && verified)?.email;
      return { subject: String(id), name: login, email };
    },
  };
}

function googleProvider(
  keys: ProviderKeys,
  url: string,
  tokenUrl: string,
  apiUrl: string,
): Provider {
  const user = z.object({
    sub: z.string(),
    name: z.string().default(''),
    email: z.string().optional(),
    email_verified: z.boolean().default(false),
  });
  return {
    value: 'GOOGLE',
    authorizeUrl: (redirectUri, state, challenge) =>
      authorizeUrl(
        `${url}/o/oauth2/v2/auth`,
        keys,
        redirectUri,
        state,
        challenge,
        'openid email profile',
      ),
    async identify(code, redirectUri, verifier) {
      const bearer = await exchange(`${tokenUrl}/token`, keys, code, redirectUri, verifier);
      const found = user.parse(await read(`${apiUrl}/v1/userinfo`, bearer));
      return {
        subject: found.sub,
        name: found.name,
        email: found.email_verified ? found.email : undefined,
      };
    },
  };
}

function authorizeUrl(
  endpoint: string,
  { clientId }: ProviderKeys,
  redirectUri: string,
  state: string,
  challenge: string,
  scope: string,
): string {
  const url = new URL(endpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

async function exchange(
  endpoint: string,
  { clientId, clientSecret }: ProviderKeys,
  code: string,
  redirectUri: string,
  verifier: string,
): Promise<string> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
    signal: AbortSignal.timeout(OAUTH_TIMEOUT_MS),
  });
  // GitHub refuses a code with 200 and an `error`: then there is no token in it either.
  return token.parse(await response.json()).access_token;
}

async function read(url: string, bearer: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
    signal: AbortSignal.timeout(OAUTH_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`the provider answers ${response.status}`);
  return await response.json();
}
