/** What comes of an attempt for its event, and how finish-attempts is told. */
import { arrayText } from './array-text.ts';
import type { Invocation } from './attempt.ts';
import type { Event } from './event.ts';
import { BETWEEN_JSON } from './statements/finish-attempts.ts';
import type { Retry, Trigger } from './trigger.ts';

export interface Attempt {
  readonly event: Event;
  readonly trigger: Trigger;
  readonly invocation: Invocation;
  readonly outcome: 'delivered' | 'error' | 'retry';
  readonly retryInSeconds: number | null;
}

export function judge(event: Event, trigger: Trigger, invocation: Invocation): Attempt {
  if (invocation.isSuccess)
    return { event, trigger, invocation, outcome: 'delivered', retryInSeconds: null };
  const retryInSeconds = retryDelay(event.tries, trigger.retry, invocation);
  const outcome = retryInSeconds === null ? 'error' : 'retry';
  return { event, trigger, invocation, outcome, retryInSeconds };
}

/**
 * Seconds until the next attempt after `tries` others and this one; null: there is none. A webhook that names a time to
 * come back is asked again even where its retries are used up.
 */
export function retryDelay(
  tries: number,
  { countMax, intervalSeconds, backoff }: Retry,
  { retryAfterSeconds, isHopeless }: Invocation,
  random: () => number = Math.random,
): number | null {
  if (isHopeless) return null;
  if (retryAfterSeconds !== null) return retryAfterSeconds;
  if (tries >= countMax) return null;
  if (backoff === null) return intervalSeconds;
  const { factor, max_interval_sec: max, jitter } = backoff;
  return Math.min(intervalSeconds * factor ** tries, max) * (1 - jitter * random());
}

/** The parameters of finish-attempts; a delivered event needs no more than what is logged. */
export function attemptParams(attempts: readonly Attempt[]): readonly string[] {
  const logs = [
    arrayText(attempts.map(({ event }) => event.id)),
    arrayText(attempts.map(({ event }) => event.trigger)),
    plainArray(attempts.map(({ invocation }) => invocation.status)),
    attempts.map(({ invocation }) => invocation.request).join(BETWEEN_JSON),
    attempts.map(({ invocation }) => invocation.response).join(BETWEEN_JSON),
  ];
  if (attempts.every(({ outcome }) => outcome === 'delivered')) return logs;
  return [
    ...logs,
    arrayText(attempts.map(({ outcome }) => outcome)),
    plainArray(attempts.map(({ retryInSeconds }) => retryInSeconds)),
    arrayText(attempts.map(({ event }) => event.lock)),
    plainArray(attempts.map(({ trigger }) => trigger.keepsDeadLetters)),
  ];
}

/** Of values that Postgres reads without quotes. */
const plainArray = (values: readonly (number | boolean | null)[]): string =>
  `{${values.map(String).join(',')}}`;
