import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** The database as SQL, dumped by the engine as the hasura CLI has it do. Hasura serves the same request. */

/** The schemas that hold data of ours. hdb_catalog is not among them: metadata is in git, and events are not replayed. */
export const DATA_SCHEMAS = ['public', 'auth', 'ops', 'projection'] as const;

/** How the rows of a backup are asked for. */
export const DATA_OPTIONS: readonly string[] = [
  '-O',
  '-x',
  '--data-only',
  // A partition of the audit that the target does not have is no trouble: rows find theirs through the root.
  '--load-via-partition-root',
  // Who is online, and what is built at the moment, is no data to keep.
  '--no-unlogged-table-data',
  ...DATA_SCHEMAS.flatMap((schema) => ['--schema', schema]),
];

const SCHEMA_OPTIONS: readonly string[] = [
  '-O',
  '-x',
  '--schema-only',
  '--exclude-schema=hdb_catalog',
];

export interface EngineAddress {
  readonly endpoint: string;
  readonly adminSecret: string;
}

/** All data, as it was at a snapshot if one is named, as it comes: it may be larger than memory. */
export const dumpData = (engine: EngineAddress, snapshot?: string): Promise<Readable> =>
  dump(engine, snapshot === undefined ? DATA_OPTIONS : [...DATA_OPTIONS, `--snapshot=${snapshot}`]);

/** The schema alone, without the triggers that the engine made. */
export const dumpSchema = (engine: EngineAddress): Promise<Readable> =>
  dump(engine, SCHEMA_OPTIONS);

async function dump(
  { endpoint, adminSecret }: EngineAddress,
  opts: readonly string[],
): Promise<Readable> {
  const response = await fetch(new URL('/v1alpha1/pg_dump', endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hasura-admin-secret': adminSecret },
    body: JSON.stringify({ opts, clean_output: true, source: 'default' }),
  });
  if (!response.ok || response.body === null)
    throw new Error(`pg_dump: ${response.status} ${await response.text()}`);
  return Readable.fromWeb(response.body as ReadableStream);
}
