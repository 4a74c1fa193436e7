/** Lines of Postgres's log → the tables that were changed, told when everybody sees it. */
import { encodeValue } from '../pg/encode.ts';
import type { Result } from '../pg/result.ts';
import { decodedTables } from './decoded-line.ts';

export type Ask = (text: string, params: readonly (string | null)[]) => Promise<Result>;

export interface CommittedChanges {
  read(line: string): void;
}

/** Transactions that are committed while others are waited for are told together. */
export function committedChanges(
  query: Ask,
  isWanted: () => boolean,
  tell: (tables: readonly string[]) => void,
): CommittedChanges {
  /** By the transaction that is being read; by those that are committed and not yet told. */
  const touched = new Set<string>();
  const committed = new Set<string>();
  const xids: string[] = [];
  let isConfirming = false;

  const confirm = async (): Promise<void> => {
    if (isConfirming) return;
    isConfirming = true;
    while (xids.length > 0 && isWanted()) {
      const [asked, tables] = [xids.splice(0), [...committed]];
      committed.clear();
      await untilVisible(asked, query);
      tell(tables);
    }
    isConfirming = false;
  };
  const commit = (xid: string): void => {
    if (touched.size === 0) return;
    for (const table of touched) committed.add(table);
    xids.push(xid);
    touched.clear();
    void confirm();
  };
  return {
    read(line) {
      if (line.startsWith('BEGIN')) touched.clear();
      else if (line.startsWith('COMMIT ')) commit(line.slice('COMMIT '.length));
      else for (const table of decodedTables(line)) touched.add(table);
    },
  };
}

const VISIBLE_PAUSE_MS = 2;
/** Then it is told all the same: a look too early is better than none. */
const VISIBLE_WITHIN_MS = 1000;

/**
 * A commit stands in the log a moment before other transactions see it: the backend has yet to take itself out of the
 * list of those that run. Numbers in the log are the lower half of those in a snapshot.
 */
const ARE_VISIBLE = `
SELECT bool_and((xmax - xid + 4294967296) % 4294967296 BETWEEN 1 AND 2147483648 AND NOT xid = ANY (running))
FROM unnest($1::bigint[]) AS xid, pg_catalog.pg_current_snapshot() AS snapshot,
  LATERAL (SELECT pg_catalog.pg_snapshot_xmax(snapshot)::text::bigint % 4294967296 AS xmax,
    ARRAY(SELECT x::text::bigint % 4294967296 FROM pg_catalog.pg_snapshot_xip(snapshot) AS x) AS running) AS now`;

async function untilVisible(xids: readonly string[], query: Ask) {
  const until = performance.now() + VISIBLE_WITHIN_MS;
  try {
    while (performance.now() < until) {
      const result = await query(ARE_VISIBLE, [encodeValue(xids, 'array')]);
      if (result.text(0, 0) === 't') return;
      await new Promise((resolve) => setTimeout(resolve, VISIBLE_PAUSE_MS));
    }
  } catch {
    // Whoever is told finds out as well that Postgres does not answer.
  }
}
