import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import { withDefault } from '../../metadata/model/wire.ts';
import type { Pool } from '../../pg/pool.ts';
import type { Address } from '../../pg/url.ts';
import { cleanDump } from './clean.ts';
import { dataOptionsOf, dumpData } from './data-only.ts';

/** POST /v1alpha1/pg_dump: the real pg_dump, run on a source. What it writes is passed on as it comes: it may be a backup. */

export const pgDumpArgs = z.object({
  opts: withDefault(z.array(z.string()), []),
  clean_output: withDefault(z.boolean(), false),
  source: withDefault(z.string(), 'default'),
});
export type PgDumpArgs = z.output<typeof pgDumpArgs>;

export async function pgDump(
  { opts, clean_output }: PgDumpArgs,
  pool: Pool,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Readable> {
  const misplaced = opts.find(isRefused);
  if (misplaced !== undefined)
    throw new EngineError(
      'bad-request',
      `the dump is the answer: pg_dump may not be told "${misplaced}"`,
    );
  const program = await findPgDump(env);
  const output =
    program === null ? await withoutProgram(opts, pool) : await run(program, opts, pool.address);
  return Readable.from(clean_output ? cleanDump(output) : output);
}

/** Rows alone, as backups have them, need no pg_dump. */
async function withoutProgram(opts: readonly string[], pool: Pool): Promise<AsyncIterable<Buffer>> {
  const options = dataOptionsOf(opts);
  if (options !== undefined) return await dumpData(pool, options);
  throw new EngineError(
    'unexpected',
    'pg_dump is neither on PATH nor in /usr/lib/postgresql; without it only --data-only is dumped, of schemas by name',
  );
}

/** Options that write into a file of the server, alone or behind others of one letter; and the end of all options. */
const isRefused = (option: string): boolean =>
  option === '--' || /^--fil?e?(=|$)/.test(option) || /^-[abBcCOsvwWx]*f/.test(option);

/** In libpq's own form, which wins over options of its parts. */
const connectionOf = ({ host, port, user, database, tls, rootCertificate }: Address): string =>
  Object.entries({
    host,
    port: String(port),
    user,
    dbname: database,
    sslmode: tls,
    ...(rootCertificate?.includes('\n') === false ? { sslrootcert: rootCertificate } : {}),
  })
    .map(([key, value]) => `${key}='${value.replace(/['\\]/g, '\\$&')}'`)
    .join(' ');

/** By the environment: arguments are seen by every user of the machine. */
const secretsOf = ({ password }: Address): Readonly<Record<string, string>> =>
  password === null ? {} : { PGPASSWORD: password };

const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** The newest that Debian keeps, or one on PATH: an older one refuses a newer server. */
async function findPgDump({ PATH = '' }: NodeJS.ProcessEnv): Promise<string | null> {
  const onPath = PATH.split(delimiter).map((folder) => join(folder, 'pg_dump'));
  const versions = await readdir(DEBIAN_FOLDER).catch(() => []);
  const newest = [...versions].sort((a, b) => Number(b) - Number(a));
  const debian = newest.map((version) => `${DEBIAN_FOLDER}/${version}/bin/pg_dump`);
  for (const candidate of [...debian, ...onPath]) if (await exists(candidate)) return candidate;
  return null;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** What is kept of its complaints. */
const COMPLAINT_CHARACTERS_MAX = 10_000;

/** Resolves with the first bytes, so that what goes wrong before them is an error like any other. */
async function run(
  program: string,
  opts: readonly string[],
  address: Address,
): Promise<AsyncIterable<Buffer>> {
  // The last one counts, so that no option leads the password to another server.
  const args = ['--encoding=utf8', ...opts, `--dbname=${connectionOf(address)}`];
  const child = spawn(program, args, {
    env: { ...process.env, ...secretsOf(address) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, COMPLAINT_CHARACTERS_MAX);
  });
  const ended = once(child, 'close') as Promise<[code: number | null]>;
  const requireSuccess = async (): Promise<void> => {
    const [code] = await ended;
    if (code === 0) return;
    const problem = complaint.trim() || `ended with ${code ?? 'a signal'}`;
    throw new EngineError('unexpected', `error while executing pg_dump: ${problem}`);
  };
  const chunks = child.stdout[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  const first = await chunks.next();
  if (first.done) {
    await requireSuccess();
    return Readable.from([]);
  }
  async function* output(): AsyncGenerator<Buffer> {
    try {
      yield first.value;
      yield* chunks;
      await requireSuccess();
    } finally {
      child.kill(); // the client has left
    }
  }
  return output();
}
