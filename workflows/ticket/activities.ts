import { type Database, postgresError, SYSTEM } from '../../lib/database.ts';
import { NOTICE_MINUTES, type ReservationState } from './contract.ts';

export type TicketActivities = ReturnType<typeof ticketActivities>;

export const ticketActivities = (database: Database) => ({
  /** Tells the holder of a pending reservation, once, that it ends soon. */
  async tellExpiring(publicId: string): Promise<void> {
    await database.transaction(SYSTEM, (sql) =>
      sql.rows(
        `SELECT ops.notify(r.account_id, 'reservation-expiring', '{IN_APP,EMAIL,PUSH}',
                  'reservation-expiring:' || r.public_id, jsonb_build_object(
                    'minutes', $2::integer, 'qty', r.qty, 'event', e.name,
                    'until', ops.local_time(r.expires_at, a.current_tz)))
           FROM reservation r JOIN event e ON e.id = r.event_id JOIN account a ON a.id = r.account_id
          WHERE r.public_id = $1 AND r.status = 'PENDING'`,
        [publicId, NOTICE_MINUTES],
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
