import { describe, expect, test } from 'vitest';
import { REFUND_PAYMENT, refundWorkflowId } from '../../../workflows/payment/contract.ts';
import { reservationWorkflowId, TICKET_RESERVATION } from '../../../workflows/ticket/contract.ts';
import type { Bench, Started } from './bench.ts';

export const ticketTests = (bench: () => Bench): unknown =>
  describe('ticketReservation', () => {
    let publicId = '';
    const reserve = async (...answers: unknown[]): Promise<Started> => {
      publicId = `r${bench().next()}`;
      const reservation = { publicId, expiresAt: await bench().inMinutes(15) };
      const workflowId = reservationWorkflowId(publicId);
      return bench().start(TICKET_RESERVATION, workflowId, reservation, ...answers);
    };
    const asked = () => bench().calls.map(([, name]) => name);

    test('tells three minutes before, and ends after exactly fifteen', async () => {
      const handle = await reserve(undefined, 'expired', []);
      const remaining = await handle.query<number, []>(TICKET_RESERVATION.remaining);
      expect(remaining).toBeLessThanOrEqual(900_000);
      expect(await handle.closed('reservation-expired-unpaid')).toBe('expired');
      expect(bench().calls).toEqual([
        [12, 'tellExpiring', publicId],
        [15, 'expire', publicId],
        [15, 'latePayments', { publicId }],
      ]);
    });

    test('confirmed in the fifteenth minute is not ended', async () => {
      const handle = await reserve(undefined);
      await bench().env.sleep(899_000);
      await handle.signal(TICKET_RESERVATION.confirm, 7);
      expect(await handle.closed('reservation-confirmed')).toBe('confirmed');
      expect(asked()).toEqual(['tellExpiring']);
    });

    test('believes the database, also when its clock is behind', async () => {
      const handle = await reserve(undefined, 'pending', 'pending', 'confirmed');
      expect(await handle.result()).toBe('confirmed');
      expect(asked()).toEqual(['tellExpiring', 'expire', 'expire', 'expire']);
    });

    test('sends back what was paid too late, also when somebody else does so already', async () => {
      const [late, known] = [bench().next(), bench().next()];
      const refund = { paymentId: known, reason: '' };
      await (await bench().start(REFUND_PAYMENT, refundWorkflowId(known), refund)).result();
      const handle = await reserve(undefined, 'expired', [known, late], undefined);
      expect(await handle.closed('reservation-expired-paid')).toBe('expired');
      expect(await bench().env.client.workflow.result(refundWorkflowId(late))).toBe('refunded');
      expect(bench().calls.slice(2)).toEqual([
        [15, 'latePayments', { publicId }],
        [15, 'returnMoney', known, ''],
        [15, 'returnMoney', late, ''],
      ]);
    });
  });
