import { z } from 'zod';
import { introspect } from '../catalog/introspect.ts';
import { findSource } from '../metadata/command.ts';
import { nonEmptyText, optional, withDefault } from '../metadata/model/wire.ts';
import { PgError } from '../pg/error.ts';
import type { Session } from '../pg/pool.ts';
import type { Result } from '../pg/result.ts';
import type { Admin } from './apply.ts';
import type { State } from './build-state.ts';
import { followChanges } from './catalog-diff.ts';
import { wantedBy } from './sources.ts';
import { toSqlError } from './sql-error.ts';
import { splitStatements } from './sql-split.ts';

/** run_sql: SQL of an administrator, whose effect on what metadata names is found by comparing the catalog before and after. */

export const runSqlArgs = z.object({
  sql: z.string(),
  source: withDefault(nonEmptyText, 'default'),
  cascade: withDefault(z.boolean(), false),
  check_metadata_consistency: optional(z.boolean()),
  read_only: withDefault(z.boolean(), false),
  no_transaction: withDefault(z.boolean(), false),
});
export type RunSqlArgs = z.output<typeof runSqlArgs>;

export interface SqlResult {
  readonly result_type: 'TuplesOk' | 'CommandOk';
  readonly result: readonly (readonly string[])[] | null;
}

export async function runSql(admin: Admin, args: RunSqlArgs): Promise<SqlResult> {
  findSource(admin.state.metadata, args.source);
  const pool = admin.pool(args.source);
  if (args.no_transaction) return runOneByOne(admin, args);
  if (!changesRules(args))
    return pool.transaction((tx) => execute(tx, args.sql), {
      isReadOnly: args.read_only,
      mayChangeSession: true,
    });
  return admin.exclusively(() => runChecked(admin, args));
}

/** What Hasura takes for SQL that may change what metadata names, unless it is told. */
const CHANGES = /\balter\b|\bdrop\b|\breplace\b|\bcreate function\b|\bcomment on\b/i;
export const changesRules = ({ sql, read_only, check_metadata_consistency }: RunSqlArgs): boolean =>
  !read_only && (check_metadata_consistency ?? CHANGES.test(sql));

/** Nothing can be taken back here, so inconsistencies are listed and not refused. */
async function runOneByOne(admin: Admin, args: RunSqlArgs): Promise<SqlResult> {
  const result = await admin.pool(args.source).session(async (session) => {
    let last: SqlResult = COMMAND_OK;
    for (const statement of splitStatements(args.sql)) last = await execute(session, statement);
    return last;
  });
  if (changesRules(args))
    await admin.exclusively(() =>
      admin.apply(
        { metadata: admin.state.metadata, mayBreak: true },
        { reload: reloadOf(args.source) },
      ),
    );
  return result;
}

const reloadOf = (source: string) => ({
  metadata: false,
  remote_schemas: [],
  sources: [source],
  data_connectors: [],
});

/** What Postgres says where it gets to see one. */
const INVALID_ZERO = new PgError(
  new Map([
    ['M', 'invalid byte sequence for encoding "UTF8": 0x00'],
    ['C', '22021'],
  ]),
);

/**
 * The catalog is read by the same eyes as before the SQL: types have other names where another path is searched (dumps
 * begin with an empty one), and another role may not see the tables.
 */
const AS_BEFORE = 'RESET SESSION AUTHORIZATION; RESET ROLE; RESET search_path';

const COMMAND_OK: SqlResult = { result_type: 'CommandOk', result: null };

/** The transaction stays open until the changed rules were built and found good, and is undone otherwise. */
async function runChecked(admin: Admin, args: RunSqlArgs): Promise<SqlResult> {
  const { metadata, catalogs } = admin.state;
  const source = findSource(metadata, args.source);
  const wanted = wantedBy(source);
  const pool = admin.pool(args.source);
  const { answer, next } = await pool.transaction(check, { mayChangeSession: true });
  await admin.keep(next, reloadOf(args.source));
  return answer;

  async function check(tx: Session): Promise<{ answer: SqlResult; next: State }> {
    const before = await introspect(tx, wanted);
    const answer = await execute(tx, args.sql);
    await tx.simple(AS_BEFORE);
    const after = await introspect(tx, wanted);
    const known = new Map([...catalogs, [args.source, before]]);
    const changed = followChanges(metadata, known, args.source, after, args.cascade);
    const followed = findSource(changed, args.source);
    // Renamed enum tables are found under their new names only.
    const catalog = followed === source ? after : await introspect(tx, wantedBy(followed));
    const next = await admin.check(
      { metadata: changed },
      { catalogs: new Map([[args.source, catalog]]) },
    );
    return { answer, next };
  }
}

async function execute(session: Session, text: string): Promise<SqlResult> {
  // The protocol ends texts with a zero: Postgres would take the rest for a broken message, and hang up.
  if (text.includes('\0')) throw toSqlError(INVALID_ZERO, text);
  try {
    const results = await session.simple(text);
    return toSqlResult(results.at(-1));
  } catch (error) {
    throw error instanceof PgError && !error.isConnectionLoss ? toSqlError(error, text) : error;
  }
}

/** Cells are text, NULL too: the CLI reads them into strings. */
function toSqlResult(result: Result | undefined): SqlResult {
  if (result === undefined || result.fields.length === 0) return COMMAND_OK;
  const header = result.fields.map(({ name }) => name);
  const rows = result.rows.map((cells) => cells.map((cell) => cell?.toString('utf8') ?? 'NULL'));
  return { result_type: 'TuplesOk', result: [header, ...rows] };
}
