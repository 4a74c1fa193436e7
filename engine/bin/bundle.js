// Where the bundle of the engine is, and whether it is as new as the sources.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const sources = join(root, 'engine');
export const target = join(root, 'dist/engine');
export const bundle = join(target, 'main.js');
export const map = `${bundle}.map`;

/** The latest change below a folder; folders count, so that a deleted file is noticed. */
function newest(path) {
  let latest = statSync(path).mtimeMs;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newest(child));
    else if (/(?<!\.test)\.[jt]s$/.test(entry.name))
      latest = Math.max(latest, statSync(child).mtimeMs);
  }
  return latest;
}

/** Changes with the libraries. */
const lockFile = join(root, 'package-lock.json');

/** A deployed bundle stands without its sources, and is as new as can be. */
export const isFresh = () =>
  existsSync(bundle) &&
  (!existsSync(join(sources, 'main.ts')) ||
    statSync(bundle).mtimeMs >= Math.max(newest(sources), statSync(lockFile).mtimeMs));
