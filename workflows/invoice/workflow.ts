import {
  condition,
  defineQuery,
  defineSignal,
  ParentClosePolicy,
  proxyActivities,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import { returnLatePayments } from '../payment/late.ts';
import { isOverBefore } from '../until.ts';
import type { InvoiceActivities } from './activities.ts';
import {
  CHECKOUT_SAGA,
  type Checkout,
  type CheckoutStep,
  INVOICE_PAYMENT,
  type Invoice,
  type InvoiceState,
  invoiceWorkflowId,
} from './contract.ts';

export const paidSignal = defineSignal(INVOICE_PAYMENT.paid);
export const cancelSignal = defineSignal(INVOICE_PAYMENT.cancel);
export const stateQuery = defineQuery<InvoiceState>(INVOICE_PAYMENT.state);
export const paymentResultSignal = defineSignal(CHECKOUT_SAGA.paymentResult);
export const stepQuery = defineQuery<CheckoutStep>(CHECKOUT_SAGA.step);

// No bound on attempts: stock that nobody pays for must come back, however long the database is away.
const { closeOverdue } = proxyActivities<InvoiceActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds' },
});

/** Waits for an invoice to be paid; past its deadline it is closed and its stock goes back. */
export async function invoicePayment({ invoiceId, deadlineAt }: Invoice): Promise<InvoiceState> {
  let state: InvoiceState = 'waiting';
  let isTold = false;
  const told = (): boolean => isTold;
  const hear = (): void => {
    isTold = true;
  };
  setHandler(paidSignal, hear);
  setHandler(cancelSignal, hear);
  setHandler(stateQuery, () => state);

  while (state === 'waiting') {
    await isOverBefore(Date.parse(deadlineAt), told);
    isTold = false;
    // The database decides: paid, cancelled, overdue now, or (by its clock) still waiting.
    state = await closeOverdue(invoiceId);
    if (state === 'waiting') await condition(told, '1 second');
  }
  return state;
}

/**
 * Follows a checked-out cart to its end. Stock and invoice were taken by checkoutCart in one transaction; the payment
 * is waited for by the invoice's own workflow. When it does not come, invoice and stock go back there, in one
 * transaction as they came, and money that comes all the same goes back here.
 */
export async function checkoutSaga(checkout: Checkout): Promise<InvoiceState> {
  const { invoiceId, deadlineAt } = checkout;
  let step: CheckoutStep = 'payment';
  let isTold = false;
  let isOver = false;
  setHandler(stepQuery, () => step);
  setHandler(paymentResultSignal, () => {
    isTold = true;
  });

  const invoice = await startChild(invoicePayment, {
    workflowId: invoiceWorkflowId(invoiceId),
    args: [{ invoiceId, deadlineAt }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
  const ended = invoice.result().finally(() => {
    isOver = true;
  });
  const over = (): boolean => isOver; // changes behind the compiler's back
  while (!over()) {
    await condition(() => isTold || over());
    isTold = false;
    // What the saga is told of may have ended the invoice already: then nobody is left to tell.
    if (!over()) await invoice.signal(paidSignal).catch(() => undefined);
  }
  const outcome = await ended;
  if (outcome !== 'paid') {
    step = 'return';
    await returnLatePayments({ invoiceId });
  }
  step = 'done';
  return outcome;
}
