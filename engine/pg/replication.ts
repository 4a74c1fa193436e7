import { Connection } from './connection.ts';
import type { Address } from './url.ts';

/**
 * What transactions did, as Postgres's log tells it: a temporary replication slot with the plug-in test_decoding, which
 * comes with every Postgres and needs no publication. The slot, and the log kept for it, end with the connection.
 */

export interface Changes {
  /** A line of test_decoding: `BEGIN 7`, `table s.t: INSERT: …`, `COMMIT 7`. Longer ones are cut. */
  onLine(line: string): void;
  onLost(reason: Error): void;
}

export interface Replication {
  close(): void;
}

/** Rows may be megabytes; the table's name and the verb stand at the beginning. */
const LINE_BYTES_MAX = 4096;
/** Tells Postgres how far we are, so that it may drop its log; well below wal_sender_timeout (60 s). */
const STATUS_INTERVAL_MS = 10_000;
const XLOG_DATA = 0x77;
const KEEP_ALIVE = 0x6b;
const STATUS = 0x72;

/** Resolves when changes are told from now on; rejects where the server or the role cannot do it. */
export async function openReplication(address: Address, changes: Changes): Promise<Replication> {
  const settings = new Map([...address.settings, ['replication', 'database']]);
  const connection = await Connection.open({ ...address, settings });
  const slot = `nordkapp_${process.pid}_${Date.now().toString(36)}_${Math.random().toString(36).slice(2, 8)}`;
  try {
    await connection.simple(
      `CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL test_decoding NOEXPORT_SNAPSHOT`,
    );
  } catch (error) {
    connection.close();
    throw error;
  }
  let position = 0n;
  const report = (): void => connection.sendCopyData(statusMessage(position));
  const timer = setInterval(report, STATUS_INTERVAL_MS);
  timer.unref();
  connection.onCopyData = (bytes) => {
    const type = bytes[0];
    if (type === XLOG_DATA) {
      position = max(position, bytes.readBigUInt64BE(1));
      changes.onLine(bytes.toString('utf8', 25, Math.min(bytes.length, 25 + LINE_BYTES_MAX)));
    } else if (type === KEEP_ALIVE) {
      position = max(position, bytes.readBigUInt64BE(1));
      if (bytes[17] === 1) report();
    }
  };
  connection.onClose = (reason) => {
    clearInterval(timer);
    if (!connection.wasClosedByUs) changes.onLost(reason);
  };
  // Never answered: the stream goes on until the connection ends.
  connection.simple(`START_REPLICATION SLOT ${slot} LOGICAL 0/0 ("skip-empty-xacts" '1')`).then(
    () => connection.destroy(),
    (error: Error) => {
      if (connection.isClosed) return;
      connection.destroy();
      changes.onLost(error);
    },
  );
  return {
    close: () => {
      clearInterval(timer);
      // A walsender in mid-stream takes no Terminate; the end of the socket ends it, and the slot with it.
      connection.destroy();
    },
  };
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Standby status update: written, flushed and applied up to here; the clock is left at zero. */
function statusMessage(position: bigint): Buffer {
  const bytes = Buffer.alloc(34);
  bytes[0] = STATUS;
  for (const at of [1, 9, 17]) bytes.writeBigUInt64BE(position, at);
  return bytes;
}
