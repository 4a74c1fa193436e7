import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { holdLock } from './lock.ts';

/** Its presence says that a folder of the cache is complete; it is written last. */
const DONE = '.done';

export const isCached = (cacheDir: string, name: string): boolean =>
  existsSync(path.join(cacheDir, name, DONE));

/**
 * The folder `name` of the cache, made by `make` when it is not there yet. One process makes it, all others
 * wait; it is made under another name and renamed, so that a kill leaves nothing that looks complete.
 */
export async function cached(
  cacheDir: string,
  name: string,
  make: (folder: string) => Promise<void> | void,
): Promise<string> {
  const folder = path.join(cacheDir, name);
  if (isCached(cacheDir, name)) return folder;

  mkdirSync(cacheDir, { recursive: true, mode: 0o755 });
  const release = await holdLock(`${folder}.lock`);
  try {
    if (isCached(cacheDir, name)) return folder; // whoever held the lock before has made it
    const draft = `${folder}.draft`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o755 });
    await make(draft);
    writeFileSync(path.join(draft, DONE), new Date().toISOString());
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
    return folder;
  } finally {
    release();
  }
}
