import { readEnv, STORE_ENV } from '../../lib/env.ts';
import { openStore, type Store } from '../../lib/store.ts';

/** The bucket of backups, by the addresses that all programs use. What is overwritten or removed there stays a version. */
export function backupStore(env: NodeJS.ProcessEnv): Store {
  const access = readEnv(STORE_ENV, env);
  return openStore(access, access.S3_BACKUP_BUCKET, { isVersioned: true });
}
