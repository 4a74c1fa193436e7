import type { PortName, Site } from '../services/chain.ts';
import { cacheDirOf } from '../services/place.ts';
import { openRecord } from '../services/record.ts';
import { openSecrets } from '../services/secrets.ts';

/** The site of a data folder. */
export const openSite = (
  dataDir: string,
  ports: Readonly<Record<PortName, number>>,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  stopping: AbortSignal = new AbortController().signal,
): Site => ({
  dataDir,
  ports,
  env,
  say,
  stopping,
  cacheDir: cacheDirOf(env),
  secrets: openSecrets(dataDir),
  record: openRecord(dataDir),
});
