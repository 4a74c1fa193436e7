import type { Result } from '../pg/result.ts';

type Query = (text: string, params: readonly (string | null)[]) => Promise<Result>;

/**
 * Where `synchronous_commit` is off, a commit reaches the log on disk up to `wal_writer_delay` (200 ms) later, and what
 * reads the log hears of it only then. While somebody listens, we look this often whether anything waits, and have it
 * written. Servers that commit synchronously, as they do unless told otherwise, are asked once and left alone.
 */
const LOOK_INTERVAL_MS = 20;

/** A page's header may stand between two positions that mean the same; a record is longer. */
const HAS_UNWRITTEN = `
SELECT pg_catalog.pg_wal_lsn_diff(
  pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_wal_flush_lsn()) > 64`;

/** An empty message whose transaction is committed synchronously; everything before it is written with it. */
const WRITE = `
SELECT pg_catalog.pg_logical_emit_message(true, 'nordkapp', '')
FROM pg_catalog.set_config('synchronous_commit', 'on', true)`;

/** Returns how to end it. Errors end it as well: changes are told later then, but they are told. */
export function openLogFlusher(query: Query): () => void {
  let isClosed = false;
  const run = async (): Promise<void> => {
    const setting = await query('SHOW synchronous_commit', []);
    if (setting.text(0, 0) !== 'off') return;
    while (!isClosed) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS).unref());
      if (isClosed) return;
      if ((await query(HAS_UNWRITTEN, [])).text(0, 0) === 't') await query(WRITE, []);
    }
  };
  run().catch(() => undefined);
  return () => {
    isClosed = true;
  };
}
