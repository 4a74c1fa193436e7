import { expect, test } from 'vitest';
import { PgError } from '../pg/error.ts';
import { toEngineError } from './postgres-error.ts';

const told = (code: string) => {
  const {
    code: name,
    message,
    status,
  } = toEngineError(
    new PgError(
      new Map([
        ['C', code],
        ['M', 'why'],
      ]),
    ),
    'SELECT 1',
  );
  return `${status} ${name}: ${message}`;
};

test.each([
  ['23001', '400 constraint-violation: Can not delete or update due to data being referred. why'],
  ['23502', '400 constraint-violation: Not-NULL violation. why'],
  ['23503', '400 constraint-violation: Foreign key violation. why'],
  ['23505', '400 constraint-violation: Uniqueness violation. why'],
  ['23514', '400 permission-error: Check constraint violation. why'],
  ['23P01', '400 constraint-violation: Exclusion constraint violation. why'],
  ['22P02', '400 data-exception: why'],
  ['22025', '400 bad-request: why'],
  ['42704', '400 constraint-error: why'],
  ['42P10', '400 constraint-error: there is no unique or exclusion constraint on target column(s)'],
  ['42601', '500 unexpected: database query error'],
])('tells a client of %s what it can mend', (code, text) => expect(told(code)).toBe(text));
