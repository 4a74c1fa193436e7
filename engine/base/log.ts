import { type DestinationStream, pino } from 'pino';

/** The types that an operator selects by HASURA_GRAPHQL_ENABLED_LOG_TYPES, in the original's spelling. */
export const LOG_TYPES = [
  'startup',
  'query-log',
  'execution-log',
  'webhook-log',
  'http-log',
  'websocket-log',
  'livequery-poller-log',
  'action-handler-log',
  'data-connector-log',
  'jwk-refresh-log',
  'validate-input-log',
] as const;
/** The types of the engine's own inside, which are written whatever was selected. */
export type InternalLogType =
  | 'unstructured'
  | 'pg-client'
  | 'metadata'
  | 'telemetry-log'
  | 'event-trigger'
  | 'event-trigger-process'
  | 'scheduled-trigger'
  | 'scheduled-trigger-process'
  | 'cron-event-generator-process'
  | 'ws-server'
  | 'schema-sync'
  | 'async-action-log'
  | 'schema-introspection'
  | 'source-catalog-migration'
  | 'health-check-log';
export type SelectableLogType = (typeof LOG_TYPES)[number];
export type LogType = SelectableLogType | InternalLogType;

export const DEFAULT_LOG_TYPES: readonly SelectableLogType[] = [
  'startup',
  'http-log',
  'webhook-log',
  'websocket-log',
  'jwk-refresh-log',
];

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Log {
  /** Ask before a costly `detail` is made. */
  isEnabled(type: LogType, level: LogLevel): boolean;
  write(type: LogType, level: LogLevel, detail: unknown): void;
  /** Waits until everything written has left the process. */
  flush(): void;
}

const SELECTABLE: ReadonlySet<string> = new Set(LOG_TYPES);

/** Lines are gathered up to this size or this age: a write a line costs as much as the line itself. */
const BUFFER_BYTES = 4096;
const FLUSH_INTERVAL_MS = 100;

/** JSON lines in the original's shape: `{"level":…,"timestamp":…,"type":…,"detail":…}`, on stdout unless told otherwise. */
export function openLog(
  options: { readonly types: readonly SelectableLogType[]; readonly level: LogLevel },
  stream: DestinationStream & { flushSync?(): void } = pino.destination({
    fd: 1,
    sync: false,
    minLength: BUFFER_BYTES,
    periodicFlush: FLUSH_INTERVAL_MS,
  }),
): Log {
  const selected: ReadonlySet<string> = new Set(options.types);
  const lines = pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"timestamp":"${new Date().toISOString().replace('Z', '+0000')}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  const isEnabled = (type: LogType, level: LogLevel): boolean =>
    (!SELECTABLE.has(type) || selected.has(type)) && lines.isLevelEnabled(level);
  return {
    isEnabled,
    write(type, level, detail) {
      if (isEnabled(type, level)) lines[level]({ type, detail });
    },
    flush() {
      stream.flushSync?.();
    },
  };
}

/** A log that keeps nothing, for tests and for the commands that print to stdout. */
export const silentLog: Log = { isEnabled: () => false, write() {}, flush() {} };
