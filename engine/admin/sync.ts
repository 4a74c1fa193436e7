import type { Admin } from './apply.ts';

export interface Sync {
  stop(): void;
}

/** Looks every so often whether another instance changed the rules, and takes them over. 0 ms never looks. */
export function startSync(
  admin: Admin,
  intervalMs: number,
  onProblem: (message: string) => void,
): Sync {
  if (intervalMs <= 0) return { stop: () => undefined };
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return; // the last look waits for a change that is being made here
    isLooking = true;
    admin
      .refresh()
      .catch((error: unknown) => onProblem(`schema sync: ${String(error)}`))
      .finally(() => {
        isLooking = false;
      });
  }, intervalMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
