import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { actorOf } from '../session.ts';

const REINDEX_TIMEOUT = '10min';

/** `reindexSearch`: builds the search index of the catalog anew, and tells how many products it covers. */
export const reindexSearch = ({ database }: Ports) =>
  action('reindexSearch', z.object({}), (_input, session) =>
    database.transaction(actorOf(session), async (sql) => {
      await sql.rows(`SELECT set_config('statement_timeout', $1, true)`, [REINDEX_TIMEOUT]);
      await sql.rows('REINDEX INDEX product_search');
      return await sql.one<{ rowCount: number }>(
        'SELECT count(*)::integer AS "rowCount" FROM product',
      );
    }),
  );
