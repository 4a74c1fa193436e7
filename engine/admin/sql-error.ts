import { EngineError } from '../base/error.ts';
import type { PgError } from '../pg/error.ts';

/** What Postgres said of an administrator's SQL, in the original's shape. */
export const toSqlError = (error: PgError, statement: string): EngineError =>
  new EngineError('postgres-error', 'query execution failed', [], 400, {
    internal: {
      statement,
      prepared: false,
      error: {
        exec_status: 'FatalError',
        hint: error.hint,
        message: error.message,
        status_code: error.code,
        description: error.detail,
      },
      arguments: [],
    },
  });
