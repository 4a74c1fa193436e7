import {
  condition,
  defineQuery,
  defineSignal,
  patched,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import { returnLatePayments } from '../payment/late.ts';
import { isOverBefore } from '../until.ts';
import type { TicketActivities } from './activities.ts';
import {
  NOTICE_MINUTES,
  type Reservation,
  type ReservationState,
  TICKET_RESERVATION,
} from './contract.ts';

export const confirmSignal = defineSignal<[paymentId?: number]>(TICKET_RESERVATION.confirm);
export const cancelSignal = defineSignal(TICKET_RESERVATION.cancel);
export const stateQuery = defineQuery<ReservationState>(TICKET_RESERVATION.state);
export const remainingQuery = defineQuery<number>(TICKET_RESERVATION.remaining);

// No bound on attempts: tickets that nobody holds must come back, however long the database is away.
const { tellExpiring, expire } = proxyActivities<TicketActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds' },
});

/**
 * Follows a reservation to its end: tells its holder shortly before, and gives the tickets back when the time is
 * up. The database decides which end it is; the signals only say that there is nothing to wait for any more.
 */
export async function ticketReservation({
  publicId,
  expiresAt,
}: Reservation): Promise<ReservationState> {
  let state: ReservationState = 'pending';
  setHandler(confirmSignal, () => {
    if (state === 'pending') state = 'confirmed';
  });
  setHandler(cancelSignal, () => {
    if (state === 'pending') state = 'cancelled';
  });
  const end = Date.parse(expiresAt);
  setHandler(stateQuery, () => state);
  setHandler(remainingQuery, () => Math.max(0, end - Date.now()));
  const current = (): ReservationState => state; // signals change it behind the compiler's back
  const isClosed = (): boolean => current() !== 'pending';

  if (!(await isOverBefore(end - NOTICE_MINUTES * 60_000, isClosed))) await tellExpiring(publicId);
  while (!(await isOverBefore(end, isClosed))) {
    // 'PENDING' when the database's clock is a moment behind ours: it is asked again.
    const outcome = await expire(publicId);
    if (outcome !== 'pending') state = outcome;
    else await condition(isClosed, '1 second');
  }
  // Reservations that were made before this step was there end without it.
  if (current() !== 'confirmed' && patched('return-late-payments'))
    await returnLatePayments({ publicId });
  return current();
}
