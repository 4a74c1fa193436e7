import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Store } from '../store.ts';
import type { BackupPlace } from './backup.ts';

/** A folder. Files are written beside their place first: one that broke off is never found there. */
export const openFolder = (folder: string): BackupPlace => ({
  async write(name, content) {
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, name);
    await pipeline(content, createWriteStream(`${file}.part`, { mode: 0o600 }));
    await rename(`${file}.part`, file);
  },
  read: async (name) => createReadStream(path.join(folder, name)),
});

/** A bucket of the object store, and what it holds. */
export const openBackupBucket = (store: Store): BackupPlace & BackupShelf => ({
  write: (name, content) => store.put(name, content, typeOf(name)),
  read: (name) => store.read(name),
  async names() {
    const names: string[] = [];
    for await (const { key } of store.list(''))
      if (/^\d{8}T\d{6}Z\.json$/.test(key)) names.push(key.replace(/\.json$/, ''));
    return names.sort();
  },
  async remove(name) {
    await store.remove(`${name}.json`);
    await store.remove(`${name}.sql.gz`);
  },
});

export interface BackupShelf {
  /** Complete backups, the oldest first. */
  names(): Promise<readonly string[]>;
  remove(name: string): Promise<void>;
}

const typeOf = (name: string): string =>
  name.endsWith('.json') ? 'application/json' : 'application/gzip';
