import { spawn } from 'node:child_process';
import { access, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { EngineError } from '../base/error.ts';
import { withDefault } from '../metadata/model/wire.ts';
import type { Address } from '../pg/url.ts';

/** POST /v1alpha1/pg_dump: the real pg_dump, run on a source. */

export const pgDumpArgs = z.object({
  opts: withDefault(z.array(z.string()), []),
  clean_output: withDefault(z.boolean(), false),
  source: withDefault(z.string(), 'default'),
});
export type PgDumpArgs = z.output<typeof pgDumpArgs>;

/** A dump of this size is a backup, and has no place in the memory of a server. */
const DUMP_BYTES_MAX = 1024 * 1024 * 1024;

export async function pgDump(
  { opts, clean_output }: PgDumpArgs,
  address: Address,
): Promise<string> {
  const program = await findPgDump(process.env);
  if (program === null)
    throw new EngineError('unexpected', 'pg_dump is neither on PATH nor in /usr/lib/postgresql');
  const dump = await run(program, [...opts], {
    PGHOST: address.host,
    PGPORT: String(address.port),
    PGUSER: address.user,
    PGDATABASE: address.database,
    ...(address.password === null ? {} : { PGPASSWORD: address.password }),
  });
  return clean_output ? cleanDump(dump) : dump;
}

/** One on PATH, or the newest that Debian keeps: an older one refuses a newer server. */
async function findPgDump(env: NodeJS.ProcessEnv): Promise<string | null> {
  const onPath = (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'pg_dump'));
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const newest = [...versions].sort((a, b) => Number(b) - Number(a));
  const debian = newest.map((version) => `/usr/lib/postgresql/${version}/bin/pg_dump`);
  for (const candidate of [...debian, ...onPath])
    if (
      await access(candidate).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  return null;
}

/** The connection goes by the environment: arguments are seen by every user of the machine. */
function run(
  program: string,
  args: readonly string[],
  connection: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...connection } });
    const chunks: Buffer[] = [];
    const complaints: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > DUMP_BYTES_MAX) child.kill();
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(chunks).toString('utf8'));
      const said = Buffer.concat(complaints).toString('utf8').trim();
      const problem = said || `ended with ${code ?? 'a signal'}`;
      reject(new EngineError('unexpected', `error while executing pg_dump: ${problem}`));
    });
  });
}

/**
 * What a migration must not hold: settings of the session, comments, the public schema that is there, and the
 * \\restrict lines of newer versions, which only psql understands (the original leaves those in, so that its own
 * migrations fail).
 */
export function cleanDump(dump: string): string {
  const withoutTriggers = dump.replace(
    /\nCREATE TRIGGER "?notify_hasura_.+"? AFTER [A-Z]+ ON .+ FOR EACH ROW EXECUTE (?:FUNCTION|PROCEDURE) "?hdb_catalog"?\."?notify_hasura_.+"?\(\);\n/g,
    '\n',
  );
  const kept = withoutTriggers
    .split('\n')
    .filter((line) => !DROPPED.some((rule) => rule.test(line)));
  return kept
    .join('\n')
    .replace(/\n\n\n+/g, '\n\n')
    .replace(/^\n+/, '');
}
const DROPPED = [
  /^\s*--/,
  /^SET statement_timeout = 0;$/,
  /^SET lock_timeout = 0;$/,
  /^SET idle_in_transaction_session_timeout = 0;$/,
  /^SET transaction_timeout = 0;$/,
  /^SET client_encoding = 'UTF8';$/,
  /^SET standard_conforming_strings = on;$/,
  /^SELECT pg_catalog\.set_config\('search_path', '', false\);$/,
  /^SET xmloption = content;$/,
  /^SET client_min_messages = warning;$/,
  /^SET row_security = off;$/,
  /^SET default_tablespace = '';$/,
  /^SET default_with_oids = false;$/,
  /^SET default_table_access_method = heap;$/,
  /^CREATE SCHEMA public;$/,
  /^COMMENT ON SCHEMA public IS 'standard public schema';$/,
  /^\\(?:un)?restrict\b/,
];
