import { WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from '../../lib/logger.ts';
import type { Temporal } from '../../lib/temporal.ts';
import {
  type Reservation,
  reservationWorkflowId,
  TICKET_RESERVATION,
} from '../../workflows/ticket/contract.ts';

/** The columns of ReservationOutput. */
export const RESERVATION = `public_id AS "publicId", status, qty, total_minor AS "totalMinor",
  currency_code AS "currencyCode", expires_at AS "expiresAt"`;

export interface ReservationRow {
  readonly publicId: string;
  readonly status: string;
  readonly qty: number;
  readonly totalMinor: number;
  readonly currencyCode: string;
  readonly expiresAt: Date;
}

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

/**
 * Tells the workflow that its reservation is closed. A courtesy: without it the workflow wakes at the end of the
 * time, finds the reservation closed, and ends as well. So its failure is no failure of the request.
 */
export async function tellClosed(
  temporal: Temporal,
  logger: Logger,
  publicId: string,
  signal: 'confirm' | 'cancel',
): Promise<void> {
  try {
    await temporal.use((client) =>
      client.workflow.getHandle(reservationWorkflowId(publicId)).signal(signal),
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError))
      logger.warn({ err: error, publicId }, 'not told');
  }
}
