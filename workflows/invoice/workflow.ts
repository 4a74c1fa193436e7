import {
  condition,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { InvoiceActivities } from './activities.ts';
import { CHECKOUT_SAGA, type Checkout, type CheckoutState } from './contract.ts';

export const closedSignal = defineSignal(CHECKOUT_SAGA.closed);
export const stateQuery = defineQuery<CheckoutState>(CHECKOUT_SAGA.state);

// No bound on attempts: stock that nobody pays for must come back, however long the database is away.
const { closeOverdue } = proxyActivities<InvoiceActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds' },
});

/**
 * Follows a checked-out cart to its end. Stock and invoice were taken in one transaction before; what is left of
 * the saga is the wait for the money, and its compensation: past the deadline the stock goes back.
 */
export async function checkoutSaga({ invoiceId, deadlineAt }: Checkout): Promise<CheckoutState> {
  let state: CheckoutState = 'waiting';
  let isTold = false;
  setHandler(closedSignal, () => {
    isTold = true;
  });
  setHandler(stateQuery, () => state);
  const told = (): boolean => isTold;

  while (state === 'waiting') {
    const remainingMs = Date.parse(deadlineAt) - Date.now();
    if (remainingMs > 0) await condition(told, remainingMs);
    isTold = false;
    // The database decides: paid, cancelled, overdue now, or (by its clock) still waiting.
    state = await closeOverdue(invoiceId);
    if (state === 'waiting') await condition(told, '1 second');
  }
  return state;
}
