import type { Logger } from './logger.ts';

/** What is not done by then is left to whoever finds it: every step of ours can be repeated. */
const SHUTDOWN_SECONDS_MAX = 9;

/** Calls `close` at the first SIGTERM or SIGINT, and ends the process when it is done or its time is up. */
export function closeOnSignal(logger: Logger, close: () => Promise<void>): void {
  let isClosing = false;
  const onSignal = (signal: string): void => {
    if (isClosing) return;
    isClosing = true;
    logger.info({ signal }, 'closing');
    setTimeout(() => {
      logger.error(`not closed within ${SHUTDOWN_SECONDS_MAX} s`);
      process.exit(1);
    }, SHUTDOWN_SECONDS_MAX * 1_000).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'closing failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
