import { type Database, postgresError, SYSTEM } from '../../lib/database.ts';
import { NOTICE_MINUTES, type ReservationState } from './contract.ts';

export type TicketActivities = ReturnType<typeof ticketActivities>;

export const ticketActivities = (database: Database) => ({
  /** Tells the holder of a pending reservation, once, that it ends soon. */
  async tellExpiring(publicId: string): Promise<void> {
    await database.transaction(SYSTEM, (sql) =>
      sql.rows(
        `INSERT INTO notification (created_by, updated_by, account_id, channel, dedupe_key, subject, body)
         SELECT 1, 1, r.account_id, channel, 'reservation-expiring:' || r.public_id,
                'Your reservation ends in ' || $2 || ' minutes',
                r.qty || ' tickets for ' || e.name || ' are held for you until ' ||
                  to_char(r.expires_at AT TIME ZONE a.current_tz, 'HH24:MI') || '.'
           FROM reservation r JOIN event e ON e.id = r.event_id JOIN account a ON a.id = r.account_id,
                unnest('{IN_APP,EMAIL,PUSH}'::text[]) AS channel
          WHERE r.public_id = $1 AND r.status = 'PENDING'
         ON CONFLICT (account_id, channel, dedupe_key) DO NOTHING`,
        [publicId, String(NOTICE_MINUTES)],
      ),
    );
  },

  /** Gives the tickets back if the time is up, and tells how the reservation stands then. */
  async expire(publicId: string): Promise<ReservationState> {
    try {
      await database.transaction(SYSTEM, (sql) =>
        sql.rows(`SELECT close_reservation($1, 'EXPIRED', NULL)`, [publicId]),
      );
    } catch (error) {
      // Raised by close_reservation: it is closed already, or not due by the database's clock.
      if (postgresError(error)?.code !== 'P0001') throw error;
    }
    const reservation = await database.row<{ status: ReservationState }>(
      'SELECT lower(status) AS status FROM reservation WHERE public_id = $1',
      [publicId],
    );
    return reservation?.status ?? 'cancelled';
  },
});
