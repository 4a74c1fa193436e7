import type { Sql } from '../lib/database.ts';

/**
 * Runs `work` once for a key that the caller chose; the same key again gets the first answer. The lock makes a
 * request that comes twice at the same time wait for itself.
 */
export async function once<Answer extends object>(
  sql: Sql,
  action: string,
  accountId: number,
  key: string | null | undefined,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (key == null) return await work();
  const of = [accountId, action, key] as const;
  await sql.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [of.join(':')]);
  const known = await sql.row<{ answer: Answer }>(
    `SELECT answer FROM ops.action_answer
      WHERE account_id = $1 AND action = $2 AND idempotency_key = $3`,
    of,
  );
  if (known !== undefined) return known.answer;
  const answer = await work();
  await sql.rows(
    'INSERT INTO ops.action_answer (account_id, action, idempotency_key, answer) VALUES ($1, $2, $3, $4)',
    [...of, JSON.stringify(answer)],
  );
  return answer;
}
