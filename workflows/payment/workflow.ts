import { defineQuery, proxyActivities, setHandler } from '@temporalio/workflow';
import type { PaymentActivities } from './activities.ts';
import { REFUND_PAYMENT, type Refund, type RefundState } from './contract.ts';

export const stateQuery = defineQuery<RefundState>(REFUND_PAYMENT.state);

// No bound on attempts: what is not ours goes back, however long the gateway is away.
const { returnMoney } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 minutes' },
});

/** Has the gateway send the money of a payment back, until it has done so. */
export async function refundPayment({ paymentId, reason }: Refund): Promise<RefundState> {
  let state: RefundState = 'asking';
  setHandler(stateQuery, () => state);
  await returnMoney(paymentId, reason);
  state = 'refunded';
  return state;
}
