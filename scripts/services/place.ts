import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';

/** Where builds and packages are kept from one start to the next. */
export const cacheDirOf = (env: NodeJS.ProcessEnv): string =>
  path.join(env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'nordkapp');

/**
 * Root's home is closed to the user that Postgres runs as, and so are clones and caches in it. What Postgres
 * must reach then lies here, in a folder named after the one it stands in for.
 */
export const reachableStandIn = (dir: string): string =>
  path.join(
    '/var/lib/nordkapp',
    createHash('sha256').update(path.resolve(dir)).digest('hex').slice(0, 16),
  );
