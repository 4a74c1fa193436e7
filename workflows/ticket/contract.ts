import { TASK_QUEUE } from '../queue.ts';

/** All that a caller of the workflow may know of it. Handlers import this file and no other of the folder. */
export interface Reservation {
  readonly publicId: string;
  /** ISO instant from which the reservation cannot be confirmed any more. */
  readonly expiresAt: string;
}

export type ReservationState = 'pending' | 'confirmed' | 'cancelled' | 'expired';

/** How long before the end its holder is told. */
export const NOTICE_MINUTES = 3;

export const TICKET_RESERVATION = {
  type: 'ticketReservation',
  taskQueue: TASK_QUEUE,
  confirm: 'confirm',
  cancel: 'cancel',
  state: 'state',
  remaining: 'remaining',
} as const;

export const reservationWorkflowId = (publicId: string): string => `reservation:${publicId}`;
