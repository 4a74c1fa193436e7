/** A request → what the webhook answered, or why it did not. */
import { LRUCache } from 'lru-cache';
import type { Agent } from 'undici';
import { openAgent } from './agent.ts';
import {
  Call,
  failureText,
  type Place,
  type SendOptions,
  type WebhookAnswer,
  WebhookFailure,
} from './call.ts';
import { redirectOf } from './redirect.ts';
import type { WebhookRequest } from './request.ts';
import type { Environment } from './url-template.ts';

export { failureText, type SendOptions, type WebhookAnswer, WebhookFailure };

export interface Sender {
  /** Throws a WebhookFailure. Any status but a redirection is an answer. */
  send(request: WebhookRequest, options: SendOptions): Promise<WebhookAnswer>;
  close(): Promise<void>;
}

export interface SenderOptions {
  /** Open to each host at most; as many as there are calls where it is left out. */
  readonly connections?: number;
  /** Whose certificate is not checked: hosts that `network.tls_allowlist` of metadata names. */
  readonly trustsAnyCertificate?: (url: string) => boolean;
  /** Names the roots of other certificates. */
  readonly env?: Environment;
}

/** As the original's HTTP client. */
const REDIRECTIONS_MAX = 10;

export function openSender({
  connections,
  trustsAnyCertificate = () => false,
  env = {},
}: SenderOptions = {}): Sender {
  const open = (trustsAnyone: boolean): Agent =>
    openAgent({ connections: connections ?? null, trustsAnyone, env });
  const checking = open(false);
  let trusting: Agent | undefined;
  const agentFor = (url: string): Agent => {
    if (!trustsAnyCertificate(url)) return checking;
    trusting ??= open(true);
    return trusting;
  };
  return {
    send: (request, options) => follow(agentFor, request, options),
    async close() {
      await Promise.all([checking.destroy(), trusting?.destroy()]);
    },
  };
}

async function follow(
  agentFor: (url: string) => Agent,
  request: WebhookRequest,
  { timeoutMs, signal }: SendOptions,
): Promise<WebhookAnswer> {
  const start = performance.now();
  let next = request;
  for (let hops = 0; hops <= REDIRECTIONS_MAX; hops++) {
    const leftMs = timeoutMs - (performance.now() - start);
    const call = new Call(agentFor(next.url), placeOf(next.url), next, {
      timeoutMs: leftMs,
      signal,
    });
    const answer = await call.answer;
    const redirected = redirectOf(next, answer);
    if (redirected === null) return answer;
    next = redirected;
  }
  throw new WebhookFailure('connection', 'Too many redirects', 'too many redirects');
}
/** A trigger's URL is the same at each of its deliveries. */
const PLACES_MAX = 1000;
const places = new LRUCache<string, Place>({ max: PLACES_MAX });

function placeOf(url: string): Place {
  const known = places.get(url);
  if (known) return known;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    throw new WebhookFailure('invalid-url', 'Invalid URL', `not an HTTP URL: ${url}`);
  const place = { origin: parsed.origin, path: parsed.pathname + parsed.search };
  places.set(url, place);
  return place;
}
