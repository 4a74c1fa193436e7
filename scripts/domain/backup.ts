import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** The data of the platform as SQL, dumped by the engine as the hasura CLI has it do. */

/** The schemas that hold data of ours. hdb_catalog is not among them: metadata is in git, and events are not replayed. */
export const DATA_SCHEMAS = ['public', 'auth', 'ops', 'projection'] as const;

const OPTIONS: readonly string[] = [
  '-O',
  '-x',
  '--data-only',
  // A partition of the audit that the target does not have is no trouble: rows find theirs through the root.
  '--load-via-partition-root',
  ...DATA_SCHEMAS.flatMap((schema) => ['--schema', schema]),
];

export interface EngineAddress {
  readonly endpoint: string;
  readonly adminSecret: string;
}

/** The dump as it comes: it may be larger than memory. */
export async function dump({ endpoint, adminSecret }: EngineAddress): Promise<Readable> {
  const response = await fetch(new URL('/v1alpha1/pg_dump', endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hasura-admin-secret': adminSecret },
    body: JSON.stringify({ opts: OPTIONS, clean_output: true, source: 'default' }),
  });
  if (!response.ok || response.body === null)
    throw new Error(`pg_dump: ${response.status} ${await response.text()}`);
  return Readable.fromWeb(response.body as ReadableStream);
}

/** Writes it beside its place first: a dump that broke off is never found there. */
export async function backupToFile(engine: EngineAddress, file: string): Promise<void> {
  const draft = `${file}.part`;
  await pipeline(await dump(engine), createWriteStream(draft, { mode: 0o600 }));
  await rename(draft, file);
}
