import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { executeChild, ParentClosePolicy, proxyActivities } from '@temporalio/workflow';
import type { PaymentActivities } from './activities.ts';
import { type Paid, REFUND_PAYMENT, type Refund, refundWorkflowId } from './contract.ts';

const { latePayments } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds' },
});

/** Sends back what was paid for something that ended unpaid. */
export async function returnLatePayments(of: Paid): Promise<void> {
  for (const paymentId of await latePayments(of))
    try {
      await executeChild(REFUND_PAYMENT.type, {
        workflowId: refundWorkflowId(paymentId),
        args: [{ paymentId, reason: '' } satisfies Refund],
        parentClosePolicy: ParentClosePolicy.ABANDON,
      });
    } catch (error) {
      // The event of the payment was quicker: the refund is on its way.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
}
