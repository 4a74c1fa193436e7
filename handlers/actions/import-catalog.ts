import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError, notFound } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';

const IMPORT_TIMEOUT = '2min';
const input = z.object({ mediaId: z.int().positive() });

const id = z.string().min(1).max(100);
const catalog = z.object({
  creators: z.array(z.object({ id, email: z.string().max(254).nullish() })).max(100_000),
  products: z
    .array(
      z.object({
        id,
        creatorId: id,
        createTime: z.iso.datetime({ offset: true }),
        sku: z.string().max(100).nullish(),
        name: z.string().min(1).max(250).nullish(),
        description: z.string().min(1).max(5_000).nullish(),
        priceMinor: z.int().nonnegative().nullish(),
      }),
    )
    .max(100_000),
});

/**
 * `importCatalog`: takes creators and products from an uploaded JSON file, in one transaction. What was imported
 * before is known by its outside id and left alone, so that a file can be imported twice.
 */
export const importCatalog = ({ database, store }: Ports) =>
  action('importCatalog', input, async ({ mediaId }, session) => {
    const media = await database.row<{ objectKey: string }>(
      `SELECT object_key AS "objectKey" FROM media
        WHERE id = $1 AND created_by = $2 AND status = 'READY' AND content_type = 'application/json'`,
      [mediaId, accountOf(session)],
    );
    if (media === undefined) throw notFound();
    const { creators, products } = parseCatalog(await text(await store.read(media.objectKey)));
    return await database.transaction(actorOf(session), async (sql) => {
      await sql.rows(`SELECT set_config('statement_timeout', $1, true)`, [IMPORT_TIMEOUT]);
      const madeCreators = await sql.rows(
        `INSERT INTO creator (external_id, email)
         SELECT id, max(email) FROM jsonb_to_recordset($1) AS c (id text, email text) GROUP BY id
         UNION SELECT "creatorId", NULL FROM jsonb_to_recordset($2) AS p ("creatorId" text)
          WHERE NOT EXISTS (SELECT 1 FROM jsonb_to_recordset($1) AS c (id text) WHERE c.id = p."creatorId")
         ON CONFLICT (external_id) DO NOTHING RETURNING id`,
        [JSON.stringify(creators), JSON.stringify(products)],
      );
      const madeProducts = await sql.rows(
        `INSERT INTO product (external_id, creator_id, created_at, sku, name, description, price_minor)
         SELECT DISTINCT ON (p.id) p.id, c.id, p."createTime", p.sku, coalesce(p.name, p.id),
                coalesce(p.description, p.name, p.id), coalesce(p."priceMinor", 0)
           FROM jsonb_to_recordset($1) AS p (id text, "creatorId" text, "createTime" timestamptz, sku text,
                                             name text, description text, "priceMinor" bigint)
           JOIN creator c ON c.external_id = p."creatorId"
         ON CONFLICT (external_id) DO NOTHING RETURNING id`,
        [JSON.stringify(products)],
      );
      return { mediaId, creatorCount: madeCreators.length, productCount: madeProducts.length };
    });
  });

function parseCatalog(json: string): z.output<typeof catalog> {
  try {
    return catalog.parse(JSON.parse(json));
  } catch (error) {
    const why =
      error instanceof z.ZodError ? z.prettifyError(error).slice(0, 500) : 'it is not JSON';
    throw new ActionError('not-a-catalog', `the file is not a catalog: ${why}`, { value: why });
  }
}
