import { TASK_QUEUE } from '../queue.ts';

/** All that a caller of the workflow may know of it. Handlers import this file and no other of the folder. */
export interface Refund {
  readonly paymentId: number;
  /** Why, in the words of whoever decided it; '' where the reason is plain. */
  readonly reason: string;
}

/** What is paid for: a reservation by its public id, or an invoice. */
export type Paid = { readonly publicId: string } | { readonly invoiceId: number };

export type RefundState = 'asking' | 'refunded';

export const REFUND_PAYMENT = {
  type: 'refundPayment',
  taskQueue: TASK_QUEUE,
  state: 'state',
} as const;

/** One workflow a payment: however many find that its money must go back, it goes back once. */
export const refundWorkflowId = (paymentId: number): string => `refund:${paymentId}`;
