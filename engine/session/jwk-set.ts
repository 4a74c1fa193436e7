import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../base/clock.ts';
import { failureText, type Sender } from '../webhook/send.ts';

/** Not more often than this, whatever the provider says. */
const REFRESH_MIN_MS = 1_000;
/** After a failure, and where an answer that once said when to come back no longer does. */
const RETRY_MS = 60_000;
/** A token signed by an unknown key may ask for the keys anew this often: providers rotate without notice. */
const UNKNOWN_KEY_COOLDOWN_MS = 30_000;
const FETCH_TIMEOUT_MS = 10_000;
const TIMER_MAX_MS = 2 ** 31 - 1;

export interface JwkSet {
  /** The key for a token's header, as jose asks for it. Null until the first answer has come. */
  readonly keys: () => JWTVerifyGetKey | null;
  /** Counts the answers: what was verified with older keys is worth nothing any more. */
  readonly version: () => number;
  /** Asks again, for a token whose key is unknown; at most once in a while. True when new keys came. */
  readonly refreshForUnknownKey: () => Promise<boolean>;
  close(): void;
}

export interface JwkSetOptions {
  readonly clock: Clock;
  readonly sender: Sender;
  /** Each time before the keys are asked for. */
  readonly onFetch: (url: string) => void;
  readonly onError: (problem: { url: string; message: string }) => void;
}

/** The keys behind a `jwk_url`, fetched now and again when the provider's cache headers say that they are stale. */
export async function openJwkSet(url: string, options: JwkSetOptions): Promise<JwkSet> {
  const { clock, sender, onFetch, onError } = options;
  let keys: JWTVerifyGetKey | null = null;
  let version = 0;
  let hasExpired = false; // whether any answer named an expiry: a provider that never does never rotates
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let pending: Promise<boolean> | null = null;

  const refresh = (): Promise<boolean> => {
    pending ??= refreshNow().finally(() => {
      pending = null;
    });
    return pending;
  };
  async function refreshNow(): Promise<boolean> {
    askedAtMs = clock.now();
    onFetch(url);
    try {
      const answer = await fetchKeys(sender, url);
      keys = createLocalJWKSet(answer.keys);
      version++;
      const delayMs = refreshDelayMs(answer.headers, clock.now());
      hasExpired ||= delayMs !== null;
      schedule(delayMs ?? (hasExpired ? RETRY_MS : null));
      return true;
    } catch (error) {
      onError({ url, message: failureText(error) });
      schedule(RETRY_MS);
      return false;
    }
  }
  function schedule(delayMs: number | null): void {
    clearTimeout(timer);
    if (delayMs === null || isClosed) return;
    timer = setTimeout(refresh, Math.min(Math.max(delayMs, REFRESH_MIN_MS), TIMER_MAX_MS));
    timer.unref();
  }

  await refresh();
  return {
    keys: () => keys,
    version: () => version,
    refreshForUnknownKey: async () =>
      clock.now() - askedAtMs >= UNKNOWN_KEY_COOLDOWN_MS && (await refresh()),
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

interface KeysAnswer {
  readonly keys: JSONWebKeySet;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

async function fetchKeys(sender: Sender, url: string): Promise<KeysAnswer> {
  const { status, headers, body } = await sender.send(
    { method: 'GET', url, headers: [], body: { kind: 'none' } },
    { timeoutMs: FETCH_TIMEOUT_MS },
  );
  if (status !== 200) throw new Error(`the answer has status ${status}`);
  // createLocalJWKSet checks the shape.
  return { keys: JSON.parse(body) as JSONWebKeySet, headers: Object.fromEntries(headers) };
}

/** Milliseconds until the keys should be fetched again; null where the headers do not say. */
export function refreshDelayMs(headers: KeysAnswer['headers'], nowMs: number): number | null {
  const cacheControl = headers['cache-control'];
  if (cacheControl !== undefined) return cacheControlDelayMs(cacheControl);
  const expires = headers['expires'];
  if (expires === undefined) return null;
  const atMs = Date.parse(expires);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/** `max-age` or `s-maxage`; 0 where the answer must not be kept at all. */
export function cacheControlDelayMs(text: string): number | null {
  const seconds = /(?:^|[\s,])(?:s-maxage|max-age)\s*=\s*"?(\d+)/i.exec(text)?.[1];
  if (/(?:^|[\s,])(?:no-cache|no-store)\b/i.test(text)) return 0;
  if (seconds !== undefined) return Number(seconds) * 1000;
  return /(?:^|[\s,])must-revalidate\b/i.test(text) ? 0 : null;
}
