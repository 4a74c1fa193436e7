import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { actorOf } from '../session.ts';

/** A rebuild reads every product event there ever was. */
const REBUILD_TIMEOUT = '10min';

const input = z.object({ name: z.enum(['PRODUCT_VIEW']) });

/**
 * `rebuildProjection`: builds a read model anew from the outbox, in a shadow beside it, and then takes its place.
 * Readers see the old one until the commit, and writers wait for the short swap only.
 */
export const rebuildProjection = ({ database }: Ports) =>
  action('rebuildProjection', input, ({ name }, session) =>
    database.transaction(actorOf(session), async (sql) => {
      await sql.rows(`SELECT set_config('statement_timeout', $1, true)`, [REBUILD_TIMEOUT]);
      await sql.rows(
        'CREATE TEMP TABLE product_shadow (LIKE projection.product_view INCLUDING ALL) ON COMMIT DROP',
      );
      await sql.rows(
        `SELECT count(projection.apply_product(payload, 'pg_temp.product_shadow'))
           FROM (SELECT payload FROM ops.outbox_event WHERE aggregate_type = 'product' ORDER BY id) AS event`,
      );
      await sql.rows('LOCK TABLE projection.product_view IN SHARE ROW EXCLUSIVE MODE');
      await sql.rows('DELETE FROM projection.product_view');
      const rows = await sql.rows(
        'INSERT INTO projection.product_view SELECT * FROM pg_temp.product_shadow RETURNING product_id',
      );
      return { name, rowCount: rows.length };
    }),
  );
