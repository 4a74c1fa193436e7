import { type Database, type Sql, SYSTEM } from '../../lib/database.ts';
import { notify } from '../../lib/notify.ts';
import { CLOSE_DAYS, type OnboardingState } from './contract.ts';

export type AccountActivities = ReturnType<typeof accountActivities>;

export const accountActivities = (database: Database) => ({
  /** Mails the link that is out already once more, if it is still waited for; tells how the account stands. */
  async remindConfirmation(accountId: number): Promise<OnboardingState> {
    return await database.transaction(SYSTEM, async (sql) => {
      const state = await stateOf(sql, accountId);
      const asked = await sql.row<{ username: string; at: Date | null }>(
        `SELECT a.username, s.verification_sent_at AS at
           FROM account a JOIN auth.account_secret s ON s.account_id = a.id WHERE a.id = $1`,
        [accountId],
      );
      if (state === 'waiting' && asked?.at != null)
        await notify(sql, {
          accountId,
          template: 'confirm-reminder',
          channels: ['EMAIL'],
          // The link is derived from this instant when the mail is sent: see handlers/accounts/verification.ts.
          key: `link:confirm:${asked.at.toISOString()}:reminder`,
          values: { username: asked.username },
        });
      return state;
    });
  },

  /** Closes the account if nobody has confirmed it in time, and tells how it stands then. */
  async closeUnconfirmed(accountId: number): Promise<OnboardingState> {
    return await database.transaction(SYSTEM, async (sql) => {
      const { isClosed } = await sql.one<{ isClosed: boolean }>(
        'SELECT ops.close_unconfirmed($1, make_interval(days => $2)) AS "isClosed"',
        [accountId, CLOSE_DAYS],
      );
      return isClosed ? 'closed' : await stateOf(sql, accountId);
    });
  },
});

async function stateOf(sql: Sql, accountId: number): Promise<OnboardingState> {
  const account = await sql.row<{ state: OnboardingState }>(
    `SELECT CASE WHEN verified_at IS NOT NULL THEN 'confirmed'
                 WHEN is_active AND deleted_at IS NULL THEN 'waiting' ELSE 'gone' END AS state
       FROM account WHERE id = $1`,
    [accountId],
  );
  return account?.state ?? 'gone';
}
