import { cron } from '../cron.ts';
import type { MediaStore } from '../media/store.ts';
import type { Ports } from '../ports.ts';

/** Uploads that were begun and not completed, and objects that no row names, are let alone this long. */
const ORPHAN_HOURS = 24;
/** Deleted media can be restored this long; then their bytes go. */
const RESTORE_DAYS = 30;
const ROW_COUNT_MAX = 10_000;

/** `media_orphan_cleanup`: removes uploads that were never completed, and objects that nothing names any more. */
export const mediaOrphanCleanup = ({ database, store }: Ports) =>
  cron(database, 'media_orphan_cleanup', async (sql) => {
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
    const named = await sql.rows<{ key: string }>(
      `SELECT object_key AS key FROM media
        WHERE status = 'READY' AND (deleted_at IS NULL OR deleted_at > now() - make_interval(days => $1))
       UNION ALL
       SELECT v ->> 'objectKey' FROM media m, jsonb_array_elements(m.variant) AS v
        WHERE status = 'READY' AND v ->> 'of' = m.object_key
          AND (deleted_at IS NULL OR deleted_at > now() - make_interval(days => $1))`,
      [RESTORE_DAYS],
    );
    const kept = new Set(named.map(({ key }) => key));
    let removed = 0;
    for (const prefix of ['incoming/', 'media/', 'variant/', 'export/'])
      removed += await removeOld(store, prefix, kept);
    return { abandoned: abandoned.length, removed };
  });

async function removeOld(
  store: MediaStore,
  prefix: string,
  kept: ReadonlySet<string>,
): Promise<number> {
  const before = Date.now() - ORPHAN_HOURS * 3_600_000;
  let removed = 0;
  for await (const { key, lastModified } of store.list(prefix)) {
    if (kept.has(key) || lastModified.getTime() > before) continue;
    await store.remove(key);
    removed++;
  }
  return removed;
}
