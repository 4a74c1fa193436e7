import type { Sql } from '../../lib/database.ts';
import { invalid } from '../refusal.ts';
import { isPassword } from './password.ts';

/** Lets through only who knows the account's password: an open browser is no proof of who sits before it. */
export async function provePassword(
  sql: Sql,
  accountId: number,
  password: string,
  field: string,
): Promise<void> {
  const secret = await sql.row<{ passwordHash: string }>(
    'SELECT password_hash AS "passwordHash" FROM auth.account_secret WHERE account_id = $1',
    [accountId],
  );
  if (!(await isPassword(secret?.passwordHash, password))) throw invalid({ [field]: 'is wrong' });
}
