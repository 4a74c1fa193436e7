import { TASK_QUEUE } from '../queue.ts';

/** All that a caller of the workflows may know of them. Handlers import this file and no other of the folder. */
export interface Invoice {
  readonly invoiceId: number;
  /** ISO instant until which the invoice can be paid. */
  readonly deadlineAt: string;
}

export type InvoiceState = 'waiting' | 'paid' | 'cancelled' | 'overdue';

export const INVOICE_PAYMENT = {
  type: 'invoicePayment',
  taskQueue: TASK_QUEUE,
  paid: 'paid',
  cancel: 'cancel',
  state: 'state',
} as const;

export const invoiceWorkflowId = (invoiceId: number): string => `invoice:${invoiceId}`;

export interface Checkout extends Invoice {
  readonly cartId: number;
}

/** 'payment': the money is waited for; 'return': what came too late goes back; 'done'. */
export type CheckoutStep = 'payment' | 'return' | 'done';

export const CHECKOUT_SAGA = {
  type: 'checkoutSaga',
  taskQueue: TASK_QUEUE,
  paymentResult: 'paymentResult',
  step: 'step',
} as const;

export const checkoutWorkflowId = (cartId: number): string => `checkout:${cartId}`;
