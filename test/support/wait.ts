import { vi } from 'vitest';

/** As long as a busy machine may need for what comes about; a test that is right never waits for it. */
const LIMIT_MS = 20_000;

/** Tries `check` until it throws no more. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: LIMIT_MS, interval: 20 });
