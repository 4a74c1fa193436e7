import type { IncomingHttpHeaders } from 'node:http';

/** Which origins may read our answers, and what their browsers are told. */
export interface CorsPolicy {
  readonly isDisabled: boolean;
  readonly domains: '*' | readonly string[];
}

type Headers = Record<string, string>;

/** Headers for an answer to this request; none where the origin may not read it. */
export function corsHeaders(policy: CorsPolicy, { origin }: IncomingHttpHeaders): Headers {
  if (origin === undefined || !mayRead(policy, origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE,OPTIONS',
    // One cache must not hand one origin's answer to another.
    ...(policy.domains === '*' ? {} : { vary: 'Origin' }),
  };
}

/** The answer to a preflight: 204. Undefined where this OPTIONS request is none that we let pass. */
export function preflightHeaders(
  policy: CorsPolicy,
  headers: IncomingHttpHeaders,
): Headers | undefined {
  if (headers.origin === undefined || !mayRead(policy, headers.origin)) return undefined;
  const asked = headers['access-control-request-headers'];
  return {
    ...corsHeaders(policy, headers),
    'access-control-max-age': '1728000',
    'content-type': 'text/plain charset=UTF-8',
    ...(asked === undefined ? {} : { 'access-control-allow-headers': asked }),
  };
}

const mayRead = ({ isDisabled, domains }: CorsPolicy, origin: string): boolean =>
  !isDisabled && isAllowedOrigin(domains, origin);

export const isAllowedOrigin = (domains: CorsPolicy['domains'], origin: string): boolean =>
  domains === '*' || domains.some((domain) => matches(domain, origin));

/** `https://*.example.com` matches the hosts one step below example.com, and not example.com itself. */
function matches(domain: string, origin: string): boolean {
  const star = domain.indexOf('*');
  if (star < 0) return domain === origin;
  const [scheme, rest] = [domain.slice(0, star), domain.slice(star + 1)];
  if (!origin.startsWith(scheme) || !origin.endsWith(rest)) return false;
  const host = origin.slice(scheme.length, origin.length - rest.length);
  return /^[\w-]+$/.test(host);
}
