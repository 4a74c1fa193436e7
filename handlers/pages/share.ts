import express, { type Router } from 'express';
import { z } from 'zod';
import type { Ports } from '../ports.ts';
import { html, page } from './html.ts';

interface Shared {
  readonly name: string;
  readonly description: string;
  readonly price: string;
  readonly currencyCode: string;
  readonly creator: string | null;
}

/** `GET /p/<product_id>`: the page of a published product that people share. A draft is not found there. */
export function buildSharePage({ database }: Pick<Ports, 'database'>): Router {
  const router = express.Router();
  router.get('/p/:productId', async (request, response) => {
    const { success, data: productId } = z.uuid().safeParse(request.params.productId);
    const product = success
      ? await database.row<Shared>(
          `SELECT p.name, p.description, p.currency_code AS "currencyCode", c.name AS creator,
                  round(p.price_minor / power(10::numeric, u.exponent), u.exponent)::text AS price
             FROM product p JOIN currency u ON u.code = p.currency_code
             LEFT JOIN creator c ON c.id = p.creator_id
            WHERE p.product_id = $1 AND p.published_at IS NOT NULL AND p.deleted_at IS NULL`,
          [productId],
        )
      : undefined;
    response.type('html');
    if (product === undefined)
      return void response.status(404).send(page('Not found', html`<h1>Not found</h1>`));
    const { name, description, price, currencyCode, creator } = product;
    response.send(
      page(
        name,
        html`<h1>${name}</h1><p>${description}</p><p>${price} ${currencyCode}</p>${creator === null ? undefined : html`<p>by ${creator}</p>`}`,
      ),
    );
  });
  return router;
}
