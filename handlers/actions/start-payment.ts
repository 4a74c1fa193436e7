import { z } from 'zod';
import type { Sql } from '../../lib/database.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError, invalid, notFound } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const input = z.object({
  reservationPublicId: z.string().max(40, 'is too long').nullish(),
  invoiceId: z.int().positive().nullish(),
  idempotencyKey: z.uuid(),
});

interface Payable {
  readonly reservationId: number | null;
  readonly invoiceId: number | null;
  readonly amountMinor: number;
  readonly currencyCode: string;
  readonly isOpen: boolean;
}

/** `startPayment`: opens an order at the gateway for a reservation or an invoice. The same key is the same order. */
export const startPayment = ({ database, gateway, rules }: Ports) =>
  action(
    'startPayment',
    input,
    async ({ reservationPublicId, invoiceId, idempotencyKey }, session) => {
      if ((reservationPublicId == null) === (invoiceId == null))
        throw invalid({ input: 'names a reservation or an invoice, not both' });
      const accountId = accountOf(session);
      const localOrderId = `${accountId}-${idempotencyKey}`;
      const payable = await database.transaction(actorOf(session), async (sql) => {
        const found =
          reservationPublicId == null
            ? await invoiceToPay(sql, invoiceId, accountId)
            : await reservationToPay(sql, reservationPublicId, accountId);
        if (found === undefined) throw notFound();
        if (!found.isOpen) throw new ActionError('closed', 'there is nothing to pay any more');
        await sql.rows(
          `INSERT INTO payment (reservation_id, invoice_id, gateway, local_order_id, amount_minor, currency_code)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (gateway, local_order_id) DO NOTHING`,
          [
            found.reservationId,
            found.invoiceId,
            gateway.name,
            localOrderId,
            found.amountMinor,
            found.currencyCode,
          ],
        );
        return found;
      });
      // Outside the transaction: no lock is held while the gateway thinks. The row is there before it can call back.
      const { gatewayOrderId, redirectUrl } = await gateway.open({
        localOrderId,
        amountMinor: payable.amountMinor,
        currencyCode: payable.currencyCode,
        callbackUrl: `${rules.handlersUrl}/webhook/payment/${gateway.name}`,
      });
      const payment = await database.transaction(actorOf(session), (sql) =>
        sql.one<{ paymentId: number; localOrderId: string; status: string }>(
          `UPDATE payment SET gateway_order_id = $3 WHERE gateway = $1 AND local_order_id = $2
         RETURNING id AS "paymentId", local_order_id AS "localOrderId", status`,
          [gateway.name, localOrderId, gatewayOrderId],
        ),
      );
      return { ...payment, redirectUrl };
    },
  );

const reservationToPay = (sql: Sql, publicId: string, accountId: number) =>
  sql.row<Payable>(
    `SELECT id AS "reservationId", NULL AS "invoiceId", total_minor AS "amountMinor",
            currency_code AS "currencyCode", status = 'PENDING' AND expires_at > clock_timestamp() AS "isOpen"
       FROM reservation WHERE public_id = $1 AND account_id = $2`,
    [publicId, accountId],
  );

const invoiceToPay = (sql: Sql, invoiceId: number | null | undefined, accountId: number) =>
  sql.row<Payable>(
    `SELECT NULL AS "reservationId", id AS "invoiceId", total_paid_minor AS "amountMinor",
            currency_code AS "currencyCode", status = 'UNPAID' AS "isOpen"
       FROM invoice WHERE id = $1 AND account_id = $2`,
    [invoiceId, accountId],
  );
