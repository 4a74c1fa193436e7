import { createHash } from 'node:crypto';
import express, { type Router } from 'express';
import { z } from 'zod';
import { isSigned, sign } from '../../lib/gateway.ts';
import { html, page } from '../pages/html.ts';

const order = z.object({
  localOrderId: z.string().max(200),
  amountMinor: z.int().nonnegative(),
  currencyCode: z.string().length(3),
  callbackUrl: z.url(),
});
const choice = z.object({ order: z.string().max(4_000), outcome: z.enum(['pay', 'decline']) });

/**
 * A gateway for machines without one. It speaks the same signed HTTP as a real one would, moves no money, and
 * remembers nothing: an order's token is the order itself, signed.
 */
export function buildStubGateway(secret: string, publicUrl: string): Router {
  const router = express.Router();
  const raw = express.text({ type: 'application/json', limit: '64kb' });

  router.post('/orders', raw, (request, response) => {
    const body = String(request.body);
    const parsed = isSigned(secret, body, request.get('x-signature'))
      ? order.safeParse(JSON.parse(body))
      : undefined;
    if (!parsed?.success) return void response.status(400).json({ message: 'not a signed order' });
    const token = Buffer.from(JSON.stringify(parsed.data)).toString('base64url');
    const sealed = `${token}.${sign(secret, token)}`;
    response.json({
      orderId: `stub-${idOf(parsed.data.localOrderId)}`,
      redirectUrl: `${publicUrl}/pay?order=${sealed}`,
    });
  });

  router.post('/refunds', raw, (request, response) => {
    if (!isSigned(secret, String(request.body), request.get('x-signature')))
      return void response.status(400).json({ message: 'not signed' });
    response.json({ ok: true });
  });

  router.get('/pay', (request, response) => {
    const { order: given } = request.query;
    const sealed = String(given ?? '');
    const asked = unseal(sealed, secret);
    if (asked === undefined) return void response.status(400).send('not an order');
    const amount = `${(asked.amountMinor / 100).toFixed(2)} ${asked.currencyCode}`;
    const body = html`<h1>Pay ${amount}</h1><form method="post">
<input type="hidden" name="order" value="${sealed}">
<button name="outcome" value="pay">Pay</button> <button name="outcome" value="decline">Decline</button></form>`;
    response.type('html').send(page('Pay', body));
  });

  router.post(
    '/pay',
    express.urlencoded({ extended: false }),
    express.json(),
    async (request, response) => {
      const chosen = choice.safeParse(request.body);
      const asked = chosen.success ? unseal(chosen.data.order, secret) : undefined;
      if (!chosen.success || asked === undefined)
        return void response.status(400).json({ message: 'not an order' });
      const { localOrderId, amountMinor, currencyCode, callbackUrl } = asked;
      const body = JSON.stringify({
        localOrderId,
        gatewayOpId: `op-${idOf(localOrderId)}-${chosen.data.outcome}`,
        status: chosen.data.outcome === 'pay' ? 'SUCCEEDED' : 'FAILED',
        amountMinor,
        currencyCode,
      });
      const told = await fetch(callbackUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-signature': sign(secret, body) },
        body,
      });
      response.status(told.ok ? 200 : 502);
      if (request.is('json')) return void response.json({ told: told.ok });
      const done = chosen.data.outcome === 'pay' ? 'Paid' : 'Declined';
      const title = told.ok ? done : 'The seller does not answer';
      response.type('html').send(page(title, html`<h1>${title}</h1>`));
    },
  );
  return router;
}

const idOf = (localOrderId: string): string =>
  createHash('sha256').update(localOrderId).digest('hex').slice(0, 16);

/** The order in a token that we signed; undefined for any other. */
function unseal(sealed: string, secret: string): z.output<typeof order> | undefined {
  const [token, signature] = sealed.split('.');
  if (token === undefined || !isSigned(secret, token, signature)) return undefined;
  return order.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
}
