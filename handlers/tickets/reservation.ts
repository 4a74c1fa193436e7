import type { Temporal } from '../../lib/temporal.ts';
import {
  type Reservation,
  reservationWorkflowId,
  TICKET_RESERVATION,
} from '../../workflows/ticket/contract.ts';
import { follow } from '../follow.ts';

/** The columns of ReservationOutput. */
export const RESERVATION = `public_id AS "publicId", status, qty, total_minor AS "totalMinor",
  currency_code AS "currencyCode", expires_at AS "expiresAt"`;

/** Makes sure that a workflow waits for the end of a reservation. */
export const followReservation = (temporal: Temporal, reservation: Reservation): Promise<void> =>
  follow(temporal, TICKET_RESERVATION, reservationWorkflowId(reservation.publicId), reservation);
