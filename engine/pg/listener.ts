import { Connection, type Notification } from './connection.ts';
import type { PgError } from './error.ts';
import { parseUrl } from './url.ts';

/** A connection that only listens, made again whenever it is lost. */

const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 5000;

export interface ListenerOptions {
  readonly channels: readonly string[];
  onNotification(notification: Notification): void;
  /** Called each time that listening begins: what was told before, or in between, was not heard. */
  onListening?(): void;
  onLost?(reason: PgError | Error): void;
}

export interface Listener {
  close(): void;
}

export function openListener(url: string, options: ListenerOptions): Listener {
  const address = parseUrl(url);
  let connection: Connection | null = null;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let isClosed = false;

  const retry = (reason: PgError | Error): void => {
    connection = null;
    if (isClosed) return;
    options.onLost?.(reason);
    timer = setTimeout(start, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS);
  };
  const start = (): void => {
    listen().catch(retry);
  };
  const listen = async (): Promise<void> => {
    const opened = await Connection.open(address);
    if (isClosed) return opened.close();
    connection = opened;
    opened.onNotification = options.onNotification;
    await opened.simple(options.channels.map((name) => `LISTEN ${quote(name)}`).join(';'));
    // From here on the loss of the connection is told by onClose; until here by the promise.
    opened.onClose = retry;
    pauseMs = FIRST_PAUSE_MS;
    options.onListening?.();
  };
  start();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      connection?.close();
    },
  };
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
