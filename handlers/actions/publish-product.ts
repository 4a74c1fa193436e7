import { z } from 'zod';
import { type Answer, action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { notFound } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const input = z.object({ productId: z.int().positive() });

/** `publishProduct`: shows a product to everyone. Its creator may, and editors. Published again, it keeps its moment. */
export const publishProduct = ({ database }: Ports) =>
  action('publishProduct', input, async ({ productId }, session) => {
    const isEditor = ['editor', 'staff'].includes(session['x-hasura-role']);
    const published = await database.transaction(actorOf(session), (sql) =>
      sql.row<Answer<'publishProduct'>>(
        `UPDATE product p SET published_at = coalesce(p.published_at, now())
          WHERE p.id = $1 AND p.deleted_at IS NULL AND ($3 OR EXISTS (
            SELECT 1 FROM creator c WHERE c.id = p.creator_id AND c.account_id = $2))
         RETURNING id AS "productId", published_at AS "publishedAt"`,
        [productId, accountOf(session), isEditor],
      ),
    );
    if (published === undefined) throw notFound();
    return published;
  });
