import { describe, expect, test } from 'vitest';
import {
  CHECKOUT_SAGA,
  checkoutWorkflowId,
  INVOICE_PAYMENT,
  invoiceWorkflowId,
} from '../../../workflows/invoice/contract.ts';
import { refundWorkflowId } from '../../../workflows/payment/contract.ts';
import type { Bench, Started } from './bench.ts';

const DAY_MINUTES = 24 * 60;

export const invoiceTests = (bench: () => Bench): void => {
  let invoiceId = 0;
  describe('invoicePayment', () => {
    const bill = async (...answers: unknown[]): Promise<Started> => {
      invoiceId = bench().next();
      const invoice = { invoiceId, deadlineAt: await bench().inMinutes(DAY_MINUTES) };
      return bench().start(INVOICE_PAYMENT, invoiceWorkflowId(invoiceId), invoice, ...answers);
    };

    test('closes the invoice at its deadline', async () => {
      const handle = await bill('overdue');
      expect(await handle.query(INVOICE_PAYMENT.state)).toBe('waiting');
      expect(await handle.closed('invoice-overdue')).toBe('overdue');
      expect(bench().calls).toEqual([[DAY_MINUTES, 'closeOverdue', invoiceId]]);
    });

    test('ends when it hears of an end that the database knows of', async () => {
      const handle = await bill('waiting', 'cancelled');
      await bench().env.sleep('1 hour');
      await handle.signal(INVOICE_PAYMENT.paid); // of a payment that was declined, say
      await bench().env.sleep('1 hour');
      await handle.signal(INVOICE_PAYMENT.cancel);
      expect(await handle.closed('invoice-cancelled')).toBe('cancelled');
      expect(bench().calls).toEqual([
        [60, 'closeOverdue', invoiceId],
        [120, 'closeOverdue', invoiceId],
      ]);
    });
  });

  describe('checkoutSaga', () => {
    const checkOut = async (...answers: unknown[]): Promise<Started> => {
      invoiceId = bench().next();
      const checkout = {
        cartId: invoiceId,
        invoiceId,
        deadlineAt: await bench().inMinutes(DAY_MINUTES),
      };
      return bench().start(CHECKOUT_SAGA, checkoutWorkflowId(invoiceId), checkout, ...answers);
    };

    test('ends with its invoice when the payment came', async () => {
      const handle = await checkOut('paid');
      await bench().env.sleep('1 hour');
      expect(await handle.query(CHECKOUT_SAGA.step)).toBe('payment');
      await handle.signal(CHECKOUT_SAGA.paymentResult);
      expect(await handle.closed('checkout-paid')).toBe('paid');
      expect(await handle.query(CHECKOUT_SAGA.step)).toBe('done');
      expect(bench().calls).toEqual([[60, 'closeOverdue', invoiceId]]);
    });

    test('sends back what came after the deadline', async () => {
      const late = bench().next();
      const handle = await checkOut('overdue', [late], undefined);
      expect(await handle.closed('checkout-overdue')).toBe('overdue');
      await bench().env.client.workflow.result(refundWorkflowId(late));
      expect(bench().calls).toEqual([
        [DAY_MINUTES, 'closeOverdue', invoiceId],
        [DAY_MINUTES, 'latePayments', { invoiceId }],
        [DAY_MINUTES, 'returnMoney', late, ''],
      ]);
    });

    test('hears of a cancelled invoice from the invoice itself', async () => {
      const handle = await checkOut('cancelled', []);
      await bench().env.sleep('1 hour');
      const invoice = bench().env.client.workflow.getHandle(invoiceWorkflowId(invoiceId));
      await invoice.signal(INVOICE_PAYMENT.cancel);
      expect(await handle.closed('checkout-cancelled')).toBe('cancelled');
    });
  });
};
