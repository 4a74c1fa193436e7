import { openReplication, type Replication } from '../pg/replication.ts';
import type { Address } from '../pg/url.ts';
import type { ChangeFeed, Watch } from './change-feed.ts';
import { type Ask, committedChanges } from './committed-changes.ts';
import { openLogFlusher } from './log-flusher.ts';
import { loggedTables } from './logged-tables.ts';

export interface LogicalFeedOptions {
  readonly address: Address;
  readonly query: Ask;
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
  let stopFlushing = (): void => undefined;
  let replication: Replication | null = null;
  let state: 'closed' | 'opening' | 'alive' = 'closed';
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;

  const changes = committedChanges(
    options.query,
    () => watchers.size > 0,
    (changed) => {
      for (const { tables, onChange } of watchers)
        if (tables !== null && changed.some((table) => tables.has(table))) onChange();
    },
  );
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
    openReplication(options.address, { onLine: changes.read, onLost }).then((opened) => {
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
