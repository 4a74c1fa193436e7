import type { Sql } from '../../lib/database.ts';
import type { Store } from '../../lib/store.ts';
import { cron } from '../cron.ts';
import type { Ports } from '../ports.ts';

/** Uploads that were begun and not completed, and objects that no row names, are let alone this long. */
const ORPHAN_HOURS = 24;
/** Deleted media can be restored this long; then their bytes go. */
const RESTORE_DAYS = 30;
/** What somebody took home of their data is kept this long. */
const EXPORT_DAYS = 7;
const ROW_COUNT_MAX = 10_000;
const HOUR_MS = 3_600_000;

/**
 * `media_orphan_cleanup`: removes uploads that were never completed, objects that nothing names any more, and exports
 * that are a week old.
 */
export const mediaOrphanCleanup = ({ database, store, exports }: Ports) =>
  cron(database, 'media_orphan_cleanup', async (sql) => {
    const abandoned = await removeAbandoned(sql);
    const expired = await sql.rows(
      `UPDATE media SET deleted_at = now()
        WHERE bucket = $1 AND deleted_at IS NULL AND created_at < now() - make_interval(days => $2) RETURNING id`,
      [exports.bucket, EXPORT_DAYS],
    );
    const kept = await namedKeys(sql, store.bucket);
    let removed = await removeOld(exports, '', EXPORT_DAYS * 24, new Set());
    for (const prefix of ['incoming/', 'media/', 'variant/'])
      removed += await removeOld(store, prefix, ORPHAN_HOURS, kept);
    return { abandoned, expired: expired.length, removed };
  });

async function removeAbandoned(sql: Sql): Promise<number> {
  const abandoned = await sql.rows(
    `DELETE FROM media WHERE id IN (
       SELECT id FROM media m
        WHERE status <> 'READY' AND updated_at < now() - make_interval(hours => $1)
          AND NOT EXISTS (SELECT 1 FROM task_media l WHERE l.media_id = m.id)
          AND NOT EXISTS (SELECT 1 FROM product p WHERE p.image_id = m.id)
          AND NOT EXISTS (SELECT 1 FROM event e WHERE e.image_id = m.id)
        LIMIT $2) RETURNING id`,
    [ORPHAN_HOURS, ROW_COUNT_MAX],
  );
  return abandoned.length;
}

/** Objects that a media has, or had when it was deleted and can have again. */
async function namedKeys(sql: Sql, bucket: string): Promise<ReadonlySet<string>> {
  const named = await sql.rows<{ key: string }>(
    `SELECT object_key AS key FROM media
      WHERE bucket = $2 AND status = 'READY' AND (deleted_at IS NULL OR deleted_at > now() - make_interval(days => $1))
     UNION ALL
     SELECT v ->> 'objectKey' FROM media m, jsonb_array_elements(m.variant) AS v
      WHERE bucket = $2 AND status = 'READY' AND v ->> 'of' = m.object_key
        AND (deleted_at IS NULL OR deleted_at > now() - make_interval(days => $1))`,
    [RESTORE_DAYS, bucket],
  );
  return new Set(named.map(({ key }) => key));
}

async function removeOld(
  store: Store,
  prefix: string,
  hours: number,
  kept: ReadonlySet<string>,
): Promise<number> {
  const before = Date.now() - hours * HOUR_MS;
  let removed = 0;
  for await (const { key, lastModified } of store.list(prefix)) {
    if (kept.has(key) || lastModified.getTime() > before) continue;
    await store.remove(key);
    removed++;
  }
  return removed;
}
