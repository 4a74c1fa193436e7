/** What comes of an attempt for its event, and how finish-attempts is told. */
import type { Invocation } from './attempt.ts';
import type { Event } from './event.ts';
import type { Retry, Trigger } from './trigger.ts';

export interface Attempt {
  readonly event: Event;
  readonly trigger: Trigger;
  readonly invocation: Invocation;
  readonly outcome: 'delivered' | 'error' | 'retry';
  readonly retryInSeconds: number | null;
}

export function judge(event: Event, trigger: Trigger, invocation: Invocation): Attempt {
  const happened = { event, trigger, invocation };
  if (invocation.isSuccess) return { ...happened, outcome: 'delivered', retryInSeconds: null };
  const retryInSeconds = retryDelay(event.tries, trigger.retry, invocation);
  return { ...happened, outcome: retryInSeconds === null ? 'error' : 'retry', retryInSeconds };
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

/** A row of finish-attempts. `request` and `response` are JSON already. */
export function printAttempt(attempt: Attempt): string {
  const { event, trigger, invocation, outcome, retryInSeconds } = attempt;
  const about = JSON.stringify({
    event_id: event.id,
    trigger_name: event.trigger,
    status: invocation.status,
    outcome,
    retry_in_seconds: retryInSeconds,
    locked: event.lock,
    is_kept: trigger.keepsDeadLetters,
  });
  return `${about.slice(0, -1)},"request":${invocation.request},"response":${invocation.response}}`;
}
