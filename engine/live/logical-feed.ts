import { keyOf, type TableName } from '../catalog/model.ts';
import { encodeValue } from '../pg/encode.ts';
import { openReplication, type Replication } from '../pg/replication.ts';
import type { Result } from '../pg/result.ts';
import type { Address } from '../pg/url.ts';
import type { ChangeFeed, Watch } from './change-feed.ts';
import { decodedTables } from './decoded-line.ts';

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
  const touched = new Set<string>();
  let replication: Replication | null = null;
  let state: 'closed' | 'opening' | 'alive' = 'closed';
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;

  const onLine = (line: string): void => {
    if (line === 'BEGIN') touched.clear();
    else if (line === 'COMMIT') tell();
    else for (const table of decodedTables(line)) touched.add(table);
  };
  const tell = (): void => {
    for (const { tables, onChange } of watchers)
      if (tables !== null && intersects(touched, tables)) onChange();
    touched.clear();
  };
  const tellAll = (): void => {
    for (const { tables, onChange } of watchers) if (tables !== null) onChange();
  };
  const onLost = (reason: Error): void => {
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
      if (watchers.size === 0) close();
      else tellAll();
    }, onLost);
  };
  const close = (): void => {
    clearTimeout(timer);
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

function intersects(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const one of some) if (others.has(one)) return true;
  return false;
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
