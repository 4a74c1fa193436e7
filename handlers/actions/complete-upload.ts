import { z } from 'zod';
import {
  incomingPrefix,
  MEDIA_PROCESS,
  type MediaState,
  mediaWorkflowId,
} from '../../workflows/media/contract.ts';
import { type Answer, action } from '../action.ts';
import { outcomeOf } from '../follow.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { accountOf } from '../session.ts';

/** How long the caller waits for the worker: below the action's timeout. The media's row tells the rest. */
const WORKER_WAIT_MS = 7_000;

const input = z.object({ mediaId: z.int().positive() });

const MEDIA = 'id AS "mediaId", status, content_type AS "contentType", size_byte AS "sizeByte"';
type Media = Answer<'completeUpload'> & { readonly version: number };

/**
 * `completeUpload`: has a workflow look at the bytes that came, and tells what became of them: READY, REJECTED, or PENDING
 * where that takes longer than a caller waits. Asked again, it tells how things stand.
 */
export const completeUpload = ({ database, store, temporal }: Ports) =>
  action('completeUpload', input, async ({ mediaId }, session) => {
    const accountId = accountOf(session);
    const find = async (): Promise<Media> => {
      const media = await database.row<Media>(
        `SELECT ${MEDIA}, version FROM media WHERE id = $1 AND created_by = $2 AND deleted_at IS NULL`,
        [mediaId, accountId],
      );
      if (media === undefined) throw new ActionError('not-found', 'upload not found');
      return media;
    };
    const media = await find();
    let hasCome = false;
    for await (const _upload of store.list(incomingPrefix(mediaId))) hasCome = true;
    if (!hasCome) {
      if (media.status === 'PENDING') throw new ActionError('not-uploaded', 'no file has come yet');
      return media;
    }
    const upload = { mediaId, version: media.version, accountId };
    const workflowId = mediaWorkflowId(upload);
    const state = await outcomeOf<MediaState>(
      temporal,
      MEDIA_PROCESS,
      workflowId,
      upload,
      WORKER_WAIT_MS,
    );
    const now = await find();
    // What was READY before stays so: then only the refusal tells that the new file is not in.
    if (state?.kind === 'rejected' && now.status !== 'REJECTED')
      throw new ActionError('rejected', state.reason);
    return now;
  });
