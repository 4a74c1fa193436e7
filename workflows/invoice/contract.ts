import { TASK_QUEUE } from '../queue.ts';

/** All that a caller of the workflow may know of it. Handlers import this file and no other of the folder. */
export interface Checkout {
  readonly invoiceId: number;
  /** ISO instant until which the invoice can be paid. */
  readonly deadlineAt: string;
}

export type CheckoutState = 'waiting' | 'paid' | 'cancelled' | 'overdue';

export const CHECKOUT_SAGA = {
  type: 'checkoutSaga',
  taskQueue: TASK_QUEUE,
  closed: 'closed',
  state: 'state',
} as const;

export const checkoutWorkflowId = (cartId: number): string => `checkout:${cartId}`;
