import { randomUUID } from 'node:crypto';
import type { Actor, Sql } from '../../lib/database.ts';
import { UPLOAD_SECONDS } from '../../lib/store.ts';
import {
  incomingPrefix,
  MEDIA_PROCESS,
  type MediaState,
  mediaWorkflowId,
} from '../../workflows/media/contract.ts';
import type { Answer } from '../action.ts';
import { outcomeOf } from '../follow.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';

/** How long a caller waits for the worker: below an action's timeout. The media's row tells the rest. */
const WORKER_WAIT_MS = 7_000;

type UploadPorts = Pick<Ports, 'database' | 'store' | 'temporal'>;

export interface Begun {
  readonly mediaId: number;
  /** Where the bytes are to arrive, once. */
  readonly key: string;
}

/** Makes the row of a media that is to come, or says that an own one will be replaced. */
export async function beginUpload(
  { database, store }: UploadPorts,
  actor: Actor,
  fileName: string,
  replacedId?: number | null,
): Promise<Begun> {
  const upload = randomUUID();
  // While no store answers, no row is made that waits for bytes which cannot come.
  await store.check();
  const mediaId = await database.transaction(actor, (sql) =>
    replacedId == null
      ? insertMedia(sql, store.bucket, upload, fileName)
      : renewMedia(sql, replacedId, actor.accountId, fileName),
  );
  return { mediaId, key: `${incomingPrefix(mediaId)}${upload}` };
}

const MEDIA = 'id AS "mediaId", status, content_type AS "contentType", size_byte AS "sizeByte"';
type Media = Answer<'completeUpload'> & { readonly version: number };

/** Has a workflow look at the bytes that came, and waits some seconds for what becomes of them. */
export async function finishUpload(
  { database, store, temporal }: UploadPorts,
  accountId: number,
  mediaId: number,
): Promise<Media> {
  const find = async (): Promise<Media> => {
    const media = await database.row<Media>(
      `SELECT ${MEDIA}, version FROM media WHERE id = $1 AND created_by = $2 AND deleted_at IS NULL`,
      [mediaId, accountId],
    );
    if (media === undefined) throw uploadNotFound();
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
  const wait = WORKER_WAIT_MS;
  const state = await outcomeOf<MediaState>(temporal, MEDIA_PROCESS, workflowId, upload, wait);
  const now = await find();
  // What was READY before stays so: then only the refusal tells that the new file is not in.
  if (state?.kind === 'rejected' && now.status !== 'REJECTED')
    throw new ActionError('rejected', state.reason);
  return now;
}

const uploadNotFound = (): ActionError =>
  new ActionError('not-found', 'upload not found, wrong env?');

async function insertMedia(
  sql: Sql,
  bucket: string,
  upload: string,
  fileName: string,
): Promise<number> {
  const media = await sql.one<{ id: number }>(
    `INSERT INTO media (bucket, object_key, orig_name, upload_expires_at)
     VALUES ($1, 'incoming/' || $2, $3, now() + make_interval(secs => $4)) RETURNING id`,
    [bucket, upload, fileName, UPLOAD_SECONDS],
  );
  return media.id;
}

async function renewMedia(
  sql: Sql,
  mediaId: number,
  accountId: number | undefined,
  fileName: string,
): Promise<number> {
  const media = await sql.row<{ id: number }>(
    // What was rejected gets another chance; what is READY stays so until the new file is looked at.
    `UPDATE media SET orig_name = $3, status = CASE status WHEN 'REJECTED' THEN 'PENDING' ELSE status END,
            upload_expires_at = now() + make_interval(secs => $4)
      WHERE id = $1 AND created_by = $2 AND deleted_at IS NULL RETURNING id`,
    [mediaId, accountId, fileName, UPLOAD_SECONDS],
  );
  if (media === undefined) throw uploadNotFound();
  return media.id;
}
