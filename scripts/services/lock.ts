import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isLiving, type ProcessIdentity } from './identity.ts';

export type Lock = { readonly release: () => void } | { readonly holder: ProcessIdentity };

/** Takes the lock file, or says who has it. A lock whose holder is dead is free. */
export function tryLock(file: string): Lock {
  mkdirSync(path.dirname(file), { recursive: true });
  // Written beside and linked into place: a lock file is never seen without its holder's name.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(identify(process.pid)));
  try {
    for (;;) {
      if (isLinked(draft, file)) return { release: () => rmSync(file, { force: true }) };
      const holder = holderOf(file);
      if (holder !== undefined && isLiving(holder)) return { holder };
      takeAway(file, `${draft}.stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Waits for the lock, however long its holder works. */
export async function holdLock(file: string): Promise<() => void> {
  for (;;) {
    const lock = tryLock(file);
    if ('release' in lock) return lock.release;
    await sleep(250);
  }
}

function isLinked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead holder's lock. Another process may have done so and locked since: its lock is put back. */
function takeAway(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody else was faster
  }
  const holder = holderOf(aside);
  if (holder !== undefined && isLiving(holder)) isLinked(aside, file);
  rmSync(aside, { force: true });
}

function holderOf(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined; // released in the meantime
  }
}
