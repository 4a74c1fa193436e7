import { keyOf, type TableName } from '../catalog/model.ts';
import { encodeValue } from '../pg/encode.ts';
import { openReplication, type Replication } from '../pg/replication.ts';
import type { Result } from '../pg/result.ts';
import type { Address } from '../pg/url.ts';
import type { ChangeFeed, Watch } from './change-feed.ts';
import { decodedTables } from './decoded-line.ts';
import { openLogFlusher } from './log-flusher.ts';

export interface LogicalFeedOptions {
  readonly address: Address;
  readonly query: (text: string, params: readonly (string | null)[]) => Promise<Result>;
  /** Told once each time that telling ends, or cannot begin; live queries go by the clock meanwhile. */
  readonly onTrouble: (message: string) => void;
}

export interface LogicalFeed extends ChangeFeed {
  close(): void;
}

const FIRST_PAUSE_MS = 500;
/** A server without wal_level = logical, or a role without REPLICATION, is asked again this seldom. */
const LAST_PAUSE_MS = 60_000;
/** The slot is kept this long for nobody: pages are reloaded. */
const LINGER_MS = 5_000;

interface Watcher {
  /** Null until they are known, and for ever where changes of one of them are not in the log. */
  tables: ReadonlySet<string> | null;
  readonly onChange: () => void;
}

/** Changes out of Postgres's own log. Open only while somebody watches. */
export function openLogicalFeed(options: LogicalFeedOptions): LogicalFeed {
  const watchers = new Set<Watcher>();
  /** By the transaction that is being read; by those that are committed and not yet told. */
  const touched = new Set<string>();
  const committed = new Set<string>();
  const xids: string[] = [];
  let isConfirming = false;
  let stopFlushing = (): void => undefined;
  let replication: Replication | null = null;
  let state: 'closed' | 'opening' | 'alive' = 'closed';
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;

  const onLine = (line: string): void => {
    if (line.startsWith('BEGIN')) {
      touched.clear();
      return;
    }
    if (line.startsWith('COMMIT ')) {
      if (touched.size === 0) return;
      for (const table of touched) committed.add(table);
      xids.push(line.slice('COMMIT '.length));
      touched.clear();
      void confirm();
    } else for (const table of decodedTables(line)) touched.add(table);
  };
  /** Waits until others see what was committed, and tells. Transactions that come meanwhile are told together. */
  const confirm = async (): Promise<void> => {
    if (isConfirming) return;
    isConfirming = true;
    while (xids.length > 0 && watchers.size > 0) {
      const [asked, tables] = [xids.splice(0), [...committed]];
      committed.clear();
      await untilVisible(asked, options.query);
      for (const { tables: reads, onChange } of watchers)
        if (reads !== null && tables.some((table) => reads.has(table))) onChange();
    }
    isConfirming = false;
  };
  const tellAll = (): void => {
    for (const { tables, onChange } of watchers) if (tables !== null) onChange();
  };
  const onLost = (reason: Error): void => {
    stopFlushing();
    replication = null;
    state = 'closed';
    options.onTrouble(reason.message);
    tellAll();
    after(pauseMs, open);
    pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS);
  };
  const open = (): void => {
    if (state !== 'closed' || watchers.size === 0) return;
    state = 'opening';
    openReplication(options.address, { onLine, onLost }).then((opened) => {
      replication = opened;
      state = 'alive';
      pauseMs = FIRST_PAUSE_MS;
      stopFlushing = openLogFlusher(options.query);
      if (watchers.size === 0) close();
      else tellAll();
    }, onLost);
  };
  const close = (): void => {
    clearTimeout(timer);
    stopFlushing();
    replication?.close();
    replication = null;
    if (state === 'alive') state = 'closed';
  };
  const after = (ms: number, then: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
    timer.unref();
  };

  return {
    watch(tables, onChange): Watch {
      const watcher: Watcher = { tables: null, onChange };
      watchers.add(watcher);
      if (state === 'alive')
        clearTimeout(timer); // it was lingering
      else if (state === 'closed' && pauseMs === FIRST_PAUSE_MS) open();
      loggedTables(tables, options.query).then(
        (found) => {
          watcher.tables = found;
          if (found !== null && state === 'alive' && watchers.has(watcher)) onChange();
        },
        (error: Error) => options.onTrouble(error.message),
      );
      return {
        isAlive: () => state === 'alive' && watcher.tables !== null,
        stop: () => {
          watchers.delete(watcher);
          if (watchers.size === 0) after(LINGER_MS, () => watchers.size === 0 && close());
        },
      };
    },
    close() {
      watchers.clear();
      close();
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

async function untilVisible(xids: readonly string[], query: LogicalFeedOptions['query']) {
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

/**
 * The tables that stand behind names: a view's, a parent's partitions. Not known are foreign tables and materialised
 * views, whose changes are not in the log, unlogged tables, the catalog's own, and views that call functions.
 */
const LOGGED_TABLES = `
WITH RECURSIVE asked AS (
  SELECT c.oid
  FROM unnest($1::text[], $2::text[]) AS name (schema, name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = name.schema
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = name.name
), reads AS (
  SELECT oid FROM asked
  UNION
  SELECT next.oid
  FROM reads
  CROSS JOIN LATERAL (
    SELECT i.inhrelid AS oid FROM pg_catalog.pg_inherits i WHERE i.inhparent = reads.oid
    UNION ALL
    SELECT d.refobjid
    FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_depend d
      ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
      AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
    WHERE r.ev_class = reads.oid
  ) AS next
)
SELECT n.nspname, c.relname,
  CASE c.relkind
    WHEN 'r' THEN c.relpersistence = 'p' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    WHEN 'p' THEN true
    WHEN 'S' THEN true
    WHEN 'v' THEN NOT EXISTS (
      SELECT FROM pg_catalog.pg_rewrite r
      JOIN pg_catalog.pg_depend d
        ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_catalog.pg_proc'::regclass
      WHERE r.ev_class = c.oid)
    ELSE false
  END AS is_logged,
  (SELECT count(*) FROM asked) AS asked
FROM reads
JOIN pg_catalog.pg_class c ON c.oid = reads.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`;

async function loggedTables(
  tables: readonly TableName[],
  query: LogicalFeedOptions['query'],
): Promise<ReadonlySet<string> | null> {
  const schemas = tables.map(({ schema }) => schema);
  const names = tables.map(({ name }) => name);
  const result = await query(LOGGED_TABLES, [
    encodeValue(schemas, 'array'),
    encodeValue(names, 'array'),
  ]);
  const rows = result.records();
  if (Number(rows[0]?.['asked'] ?? 0) !== tables.length) return null;
  if (rows.some((row) => row['is_logged'] !== 't')) return null;
  return new Set(
    rows.map((row) => keyOf({ schema: row['nspname'] ?? '', name: row['relname'] ?? '' })),
  );
}
