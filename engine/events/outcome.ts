/** What comes of an attempt for its event, and how finish-attempts is told. */
import type { Invocation } from './attempt.ts';
import type { Event } from './event.ts';
import type { Trigger } from './trigger.ts';

export interface Attempt {
  readonly event: Event;
  readonly invocation: Invocation;
  readonly outcome: 'delivered' | 'error' | 'retry';
  readonly retryInSeconds: number | null;
}

/** A webhook that names a time to come back is asked again even where its retries are used up. */
export function judge(
  event: Event,
  { retriesMax, retryIntervalSeconds }: Trigger,
  invocation: Invocation,
): Attempt {
  const { isSuccess, retryAfterSeconds } = invocation;
  if (isSuccess) return { event, invocation, outcome: 'delivered', retryInSeconds: null };
  if (retryAfterSeconds === null && event.tries >= retriesMax)
    return { event, invocation, outcome: 'error', retryInSeconds: null };
  const retryInSeconds = retryAfterSeconds ?? retryIntervalSeconds;
  return { event, invocation, outcome: 'retry', retryInSeconds };
}

/** A row of finish-attempts. `request` and `response` are JSON already. */
export function printAttempt({ event, invocation, outcome, retryInSeconds }: Attempt): string {
  const about = JSON.stringify({
    event_id: event.id,
    trigger_name: event.trigger,
    status: invocation.status,
    outcome,
    retry_in_seconds: retryInSeconds,
    locked: event.lock,
  });
  return `${about.slice(0, -1)},"request":${invocation.request},"response":${invocation.response}}`;
}
