import { z } from 'zod';
import { type Answer, action } from '../action.ts';
import type { Ports } from '../ports.ts';

const PAGE_SIZE_MAX = 100;
/** Pages behind this are asked for by nobody who reads them. */
const PAGE_MAX = 10_000;

const input = z.object({
  search: z.string().max(200, 'is too long'),
  page: z.int().positive('counts from 1').max(PAGE_MAX, 'is too far').nullish(),
  size: z.int().positive('must be positive').max(PAGE_SIZE_MAX, 'is too many').nullish(),
});

type Hit = Answer<'searchCatalog'>['products'][number];

/** `searchCatalog`: published products by any part of their name or description, a page at a time. */
export const searchCatalog = ({ database }: Ports) =>
  action('searchCatalog', input, async ({ search, page: asked, size: wanted }) => {
    const [page, size] = [asked ?? 1, wanted ?? 10];
    const { totalCount, products } = await database.one<{
      totalCount: number;
      products: readonly Hit[];
    }>(
      `WITH hit AS (
         SELECT p.id, p.product_id AS "productId", p.sku, p.name, p.description,
                p.price_minor AS "priceMinor", p.currency_code AS "currencyCode"
           FROM search_product($1) AS p WHERE p.published_at IS NOT NULL AND p.deleted_at IS NULL)
       SELECT (SELECT count(*) FROM hit) AS "totalCount",
              (SELECT coalesce(jsonb_agg(to_jsonb(h) - 'id' ORDER BY h.id), '[]')
                 FROM (SELECT * FROM hit ORDER BY id LIMIT $3 OFFSET ($2 - 1) * $3) AS h) AS products`,
      [search, page, size],
    );
    const totalPages = Math.ceil(totalCount / size);
    return { totalCount, totalPages, page, size, hasMore: page < totalPages, products };
  });
