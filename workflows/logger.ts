import type { Logger } from '../lib/logger.ts';

/** The runtime's words in our log. */
export const temporalLogger = (logger: Logger) => ({
  log: (level: string, message: string, meta?: object) =>
    logger[level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'debug'](meta ?? {}, message),
  trace: (message: string, meta?: object) => logger.trace(meta ?? {}, message),
  debug: (message: string, meta?: object) => logger.debug(meta ?? {}, message),
  info: (message: string, meta?: object) => logger.debug(meta ?? {}, message),
  warn: (message: string, meta?: object) => logger.warn(meta ?? {}, message),
  error: (message: string, meta?: object) => logger.error(meta ?? {}, message),
});
