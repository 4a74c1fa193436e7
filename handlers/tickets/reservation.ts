import type { Temporal } from '../../lib/temporal.ts';
import {
  type Reservation,
  reservationWorkflowId,
  TICKET_RESERVATION,
} from '../../workflows/ticket/contract.ts';

/** The columns of ReservationOutput. */
export const RESERVATION = `public_id AS "publicId", status, qty, total_minor AS "totalMinor",
  currency_code AS "currencyCode", expires_at AS "expiresAt"`;

/** Makes sure that a workflow waits for the end of a reservation. Saying it again changes nothing. */
export async function followReservation(
  temporal: Temporal,
  reservation: Reservation,
): Promise<void> {
  await temporal.use((client) =>
    client.workflow.start(TICKET_RESERVATION.type, {
      workflowId: reservationWorkflowId(reservation.publicId),
      taskQueue: TICKET_RESERVATION.taskQueue,
      args: [reservation],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
}
