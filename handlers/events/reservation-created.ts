import { z } from 'zod';
import { event } from '../event.ts';
import type { Ports } from '../ports.ts';
import { followReservation } from '../tickets/reservation.ts';

const row = z.object({ id: z.int() });

/** `reservation_created`: starts the workflow that ends the reservation. Waits in the event log for a Temporal server. */
export const reservationCreated = ({ database, temporal }: Ports) =>
  event('reservation_created', database, row, async (change) => {
    if (change.new === null) return;
    const reservation = await database.row<{ publicId: string; expiresAt: Date }>(
      `SELECT public_id AS "publicId", expires_at AS "expiresAt" FROM reservation
        WHERE id = $1 AND status = 'PENDING'`,
      [change.new.id],
    );
    if (reservation === undefined) return;
    const { publicId, expiresAt } = reservation;
    await followReservation(temporal, { publicId, expiresAt: expiresAt.toISOString() });
  });
