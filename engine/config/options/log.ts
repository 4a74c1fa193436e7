import { DEFAULT_LOG_TYPES, LOG_LEVELS, LOG_TYPES } from '../../base/log.ts';
import { option, toggle } from '../option.ts';
import { listOf, oneOf } from '../value.ts';

export const logOptions = {
  logTypes: option(
    'enabled-log-types',
    listOf(LOG_TYPES, DEFAULT_LOG_TYPES),
    'the types of log lines to write, comma-separated',
  ),
  logLevel: option('log-level', oneOf(LOG_LEVELS, 'info'), 'the least severe level to write'),
  metadataQueryLogging: toggle(
    'enable-metadata-query-logging',
    false,
    'write metadata requests into the http-log',
  ),
};
