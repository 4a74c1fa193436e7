/** Where an answer sends the caller on to. */
import type { WebhookAnswer } from './call.ts';
import type { WebhookRequest } from './request.ts';

/** Given to the host that metadata names, and to no other that it points at. */
const SECRETS = new Set(['authorization', 'cookie', 'proxy-authorization']);

/**
 * The request that follows; null where the answer is one. As the original's client: 302 and 303 are asked for with GET,
 * the others as before.
 */
export function redirectOf(
  request: WebhookRequest,
  { status, headers }: WebhookAnswer,
): WebhookRequest | null {
  if (status < 300 || status > 399) return null;
  const location = headers.find(([name]) => name === 'location')?.[1];
  if (location === undefined || !URL.canParse(location, request.url)) return null;
  const url = new URL(location, request.url);
  const isElsewhere = url.origin !== new URL(request.url).origin;
  const isGet = status === 302 || status === 303;
  return {
    ...request,
    url: url.href,
    headers: request.headers.filter(([name]) => {
      const lower = name.toLowerCase();
      return !(isElsewhere && SECRETS.has(lower)) && !(isGet && lower === 'content-type');
    }),
    ...(isGet ? { method: 'GET', body: { kind: 'none' } } : {}),
  };
}
