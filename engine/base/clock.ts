/** What time it is. Handed in where a test must be able to move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}
export const systemClock: Clock = { now: () => Date.now() };

/** Seconds since `start`, of the steady clock that `performance.now()` reads. */
export const secondsSince = (start: number): number => (performance.now() - start) / 1000;
