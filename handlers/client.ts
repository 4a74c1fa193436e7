import { isIP } from 'node:net';
import type { Request } from 'express';

/** Where a request came from, as far as it says. Shown to its own account, and believed in nothing. */
export interface Client {
  readonly userAgent: string | undefined;
  readonly ipAddress: string | undefined;
}

const USER_AGENT_LENGTH_MAX = 300;

type Headers = Pick<Request, 'get'>;

/**
 * The client behind a request. The engine forwards the headers of few actions, the user agent by another name; the
 * address is there only where a proxy before the engine notes it.
 */
export const clientOf = (request: Headers): Client => ({
  userAgent: request.get('x-forwarded-user-agent')?.slice(0, USER_AGENT_LENGTH_MAX),
  ipAddress: addressOf(request),
});

/** The same for a request that comes straight from a browser. */
export const browserOf = (request: Headers): Client => ({
  userAgent: request.get('user-agent')?.slice(0, USER_AGENT_LENGTH_MAX),
  ipAddress: addressOf(request),
});

function addressOf(request: Headers): string | undefined {
  const address = (request.get('x-forwarded-for') ?? request.get('x-real-ip'))
    ?.split(',')[0]
    ?.trim();
  return address === undefined || isIP(address) === 0 ? undefined : address;
}
