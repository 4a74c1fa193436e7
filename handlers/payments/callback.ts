import express, { type Router } from 'express';
import { z } from 'zod';
import { type Database, SYSTEM } from '../../lib/database.ts';
import { isSigned } from '../../lib/gateway.ts';

/** The gateway's word on an order. It may come several times, and after we stopped waiting for it. */
const callback = z.object({
  localOrderId: z.string(),
  gatewayOpId: z.string(),
  status: z.enum(['SUCCEEDED', 'FAILED']),
  amountMinor: z.int(),
  currencyCode: z.string(),
});

/**
 * `POST /webhook/payment/<gateway>`: the gateway's word on a payment, believed by its signature. It only changes
 * the payment; what follows from that, follows from payment_changed. Any number of times is once.
 */
export function buildPaymentCallback(database: Database, secret: string): Router {
  const router = express.Router();
  router.post(
    '/webhook/payment/:gateway',
    express.text({ type: 'application/json', limit: '64kb' }),
    async (request, response) => {
      const body = String(request.body);
      if (!isSigned(secret, body, request.get('x-signature')))
        return void response.status(401).json({ message: 'the signature is missing or wrong' });
      const parsed = callback.safeParse(JSON.parse(body));
      if (!parsed.success) return void response.status(400).json({ message: 'not a callback' });
      const { localOrderId, gatewayOpId, status, amountMinor, currencyCode } = parsed.data;
      const known = await database.transaction(SYSTEM, async (sql) => {
        await sql.rows(
          `UPDATE payment SET status = $3, gateway_op_id = $4, gateway_op_status = $3
            WHERE gateway = $1 AND local_order_id = $2 AND status = 'PENDING'
              AND amount_minor = $5 AND currency_code = $6`,
          [request.params.gateway, localOrderId, status, gatewayOpId, amountMinor, currencyCode],
        );
        return await sql.row<{ status: string }>(
          'SELECT status FROM payment WHERE gateway = $1 AND local_order_id = $2',
          [request.params.gateway, localOrderId],
        );
      });
      if (known === undefined) return void response.status(404).json({ message: 'no such order' });
      response.json({ status: known.status });
    },
  );
  return router;
}
