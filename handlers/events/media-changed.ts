import { z } from 'zod';
import { MEDIA_PROCESS, mediaWorkflowId } from '../../workflows/media/contract.ts';
import { event } from '../event.ts';
import { follow } from '../follow.ts';
import type { Ports } from '../ports.ts';

const row = z.object({ id: z.int() });

/**
 * `media_changed`: makes sure that a picture that became READY has its smaller ones, also when no upload made it so.
 * Removed media go by media_orphan_cleanup.
 */
export const mediaChanged = ({ database, temporal }: Ports) =>
  event('media_changed', database, row, async (change) => {
    if (change.new === null) return;
    const media = await database.row<{ mediaId: number; version: number; accountId: number }>(
      `SELECT id AS "mediaId", version, created_by AS "accountId" FROM media
        WHERE id = $1 AND status = 'READY' AND deleted_at IS NULL AND content_type LIKE 'image/%' AND width IS NULL`,
      [change.new.id],
    );
    if (media !== undefined) await follow(temporal, MEDIA_PROCESS, mediaWorkflowId(media), media);
  });
