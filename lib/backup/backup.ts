import { createHash } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { z } from 'zod';
import { type Checksums, checksumsOf } from './checksum.ts';
import { dumpData, type EngineAddress } from './dump.ts';

/**
 * A backup is two files: <moment>.sql.gz, and <moment>.json, which says what is in it. Both are taken of one snapshot,
 * so that a restored database can be compared with the one that was backed up, row for row, while that one lived on.
 */
const manifest = z.object({
  takenAt: z.iso.datetime(),
  sizeByte: z.int(),
  sha256: z.string(),
  tables: z.record(z.string(), z.object({ rows: z.int(), md5: z.string() })),
});
export type Manifest = z.output<typeof manifest>;

/** Where the two files of a backup go, and come from. */
export interface BackupPlace {
  write(name: string, content: Readable): Promise<void>;
  read(name: string): Promise<Readable>;
}

export const dumpName = (name: string): string => `${name}.sql.gz`;
export const manifestName = (name: string): string => `${name}.json`;

/** The moment in a backup's name: names sort as moments do. */
export const nameOf = (moment: Date): string =>
  `${moment.toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;

/** Writes a backup of all data. The manifest comes last: a backup without one is not complete. */
export async function backUp(
  databaseUrl: string,
  engine: EngineAddress,
  place: BackupPlace,
  name: string,
): Promise<Manifest> {
  const takenAt = new Date().toISOString();
  const { sizeByte, sha256, tables } = await withSnapshot(
    databaseUrl,
    async (snapshot, client) => ({
      ...(await writeDump(await dumpData(engine, snapshot), place, dumpName(name))),
      tables: await checksumsOf(client),
    }),
  );
  const made: Manifest = { takenAt, sizeByte, sha256, tables };
  const json = new PassThrough();
  json.end(JSON.stringify(made, null, 1));
  await place.write(manifestName(name), json);
  return made;
}

/** The SQL of a backup, checked while it is read: a file that has changed since fails its reader. */
export async function readDump(
  place: BackupPlace,
  name: string,
  { sha256 }: Manifest,
): Promise<Readable> {
  const hash = createHash('sha256');
  const checked = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest('hex') !== sha256) throw new Error(`${dumpName(name)} has changed since`);
  };
  const sql = createGunzip();
  pipeline(await place.read(dumpName(name)), checked, sql).catch(() => undefined); // its reader is told
  return sql;
}

export async function readManifest(place: BackupPlace, name: string): Promise<Manifest> {
  const chunks: Buffer[] = [];
  for await (const chunk of await place.read(manifestName(name))) chunks.push(chunk as Buffer);
  return manifest.parse(JSON.parse(Buffer.concat(chunks).toString()));
}

async function writeDump(
  sql: Readable,
  place: BackupPlace,
  name: string,
): Promise<{ readonly sizeByte: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let sizeByte = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      sizeByte += chunk.length;
      yield chunk;
    }
  };
  const content = new PassThrough();
  await Promise.all([pipeline(sql, createGzip(), counted, content), place.write(name, content)]);
  return { sizeByte, sha256: hash.digest('hex') };
}

/** Runs `work` with a snapshot that others may read too, and a connection that sees the database as of it. */
async function withSnapshot<T extends { readonly tables: Checksums }>(
  databaseUrl: string,
  work: (snapshot: string, client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ snapshot: string }>(
      'SELECT pg_export_snapshot() AS snapshot',
    );
    return await work(rows[0]?.snapshot ?? '', client);
  } finally {
    await client.end();
  }
}
