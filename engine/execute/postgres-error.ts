/**
 * What Postgres refuses → Hasura's error. A client is told of what it can mend (constraints, malformed values); the rest
 * is our mistake or the schema's, so that its words go to `internal`, which only admins see.
 * Rule: Hasura's PGErrorType and dmlTxErrorHandler.
 */
import { EngineError, type ErrorCode } from '../base/error.ts';
import type { Statement } from '../compile/statement.ts';
import { PgError } from '../pg/error.ts';
import { TIME_LIMIT_EXCEEDED } from './time-limit.ts';

interface Told {
  readonly code: ErrorCode;
  readonly prefix: string;
}

const CONSTRAINT: ReadonlyMap<string, Told> = new Map([
  [
    '23001',
    {
      code: 'constraint-violation',
      prefix: 'Can not delete or update due to data being referred. ',
    },
  ],
  ['23502', { code: 'constraint-violation', prefix: 'Not-NULL violation. ' }],
  ['23503', { code: 'constraint-violation', prefix: 'Foreign key violation. ' }],
  ['23505', { code: 'constraint-violation', prefix: 'Uniqueness violation. ' }],
  ['23514', { code: 'permission-error', prefix: 'Check constraint violation. ' }],
  ['23P01', { code: 'constraint-violation', prefix: 'Exclusion constraint violation. ' }],
]);

/** Runs a statement; what Postgres says no to rises as an EngineError. */
export async function refine<T>(
  work: () => Promise<T>,
  statement: Pick<Statement, 'text'>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PgError) throw toEngineError(error, statement.text);
    throw error;
  }
}

export function toEngineError(error: PgError, statement: string): EngineError {
  const told = toldOf(error);
  if (told) return new EngineError(told.code, told.message);
  const details = { internal: internalOf(error, statement) };
  return new EngineError('unexpected', 'database query error', [], undefined, details);
}

function toldOf({ code, message }: PgError): { code: ErrorCode; message: string } | null {
  const constraint = CONSTRAINT.get(code);
  if (constraint) return { code: constraint.code, message: constraint.prefix + message };
  switch (code.slice(0, 2)) {
    case '23':
      return { code: 'constraint-violation', message };
    case '22':
      // invalid_escape_sequence
      return { code: code === '22025' ? 'bad-request' : 'data-exception', message };
    case '57':
      // query_canceled: by the limit of api_limits, or by the administrator's statement_timeout
      return code === '57014' ? { code: 'api-limit-exceeded', message: TIME_LIMIT_EXCEEDED } : null;
    case '42':
      if (code === '42P10')
        return {
          code: 'constraint-error',
          message: 'there is no unique or exclusion constraint on target column(s)',
        };
      return code === '42704' ? { code: 'constraint-error', message } : null;
    default:
      return null;
  }
}

/** Hasura's PGTxErr as JSON. Arguments are left out: they are the request's own values. */
const internalOf = ({ code, message, hint, detail }: PgError, statement: string) => ({
  statement,
  prepared: true,
  error: {
    exec_status: 'FatalError',
    hint,
    message,
    status_code: code,
    description: detail,
  },
  arguments: [],
});
