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
        `INSERT INTO notification (created_by, updated_by, account_id, channel, dedupe_key, subject, body)
         SELECT DISTINCT 1, 1, i.account_id, 'IN_APP', 'new-product:' || p.id, 'New: ' || p.name, left(p.description, 500)
           FROM product p
           JOIN product other ON other.creator_id = p.creator_id AND other.id <> p.id
           JOIN invoice_item l ON l.product_id = other.id
           JOIN invoice i ON i.id = l.invoice_id AND i.status = 'PAID'
          WHERE p.id = $1 AND p.published_at IS NOT NULL AND p.deleted_at IS NULL
         ON CONFLICT (account_id, channel, dedupe_key) DO NOTHING`,
        [change.new?.id],
      ),
    );
  });
