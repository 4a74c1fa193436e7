import { z } from 'zod';
import { SYSTEM } from '../../lib/database.ts';
import { event } from '../event.ts';
import type { Ports } from '../ports.ts';

const row = z.object({ id: z.int() });

/** `product_published`: tells the buyers of the creator's other products, once, that there is a new one. */
export const productPublished = ({ database }: Ports) =>
  event('product_published', database, row, async (change) => {
    if (change.new === null) return;
    await database.transaction(SYSTEM, (sql) =>
      sql.rows(
        `SELECT ops.notify(buyer.account_id, 'new-product', '{IN_APP}', 'new-product:' || p.id, jsonb_build_object(
                  'product', p.name, 'description', left(p.description, 500)))
           FROM product p, LATERAL (
             SELECT DISTINCT i.account_id FROM product other
               JOIN invoice_item l ON l.product_id = other.id JOIN invoice i ON i.id = l.invoice_id
              WHERE other.creator_id = p.creator_id AND other.id <> p.id AND i.status = 'PAID') AS buyer
          WHERE p.id = $1 AND p.published_at IS NOT NULL AND p.deleted_at IS NULL`,
        [change.new?.id],
      ),
    );
  });
