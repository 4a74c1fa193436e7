import { z } from 'zod';
import { isAllowedType, MEDIA_SIZE_BYTE_MAX } from '../../lib/media-type.ts';
import { UPLOAD_SECONDS } from '../../lib/store.ts';
import { action } from '../action.ts';
import { beginUpload } from '../media/upload.ts';
import type { Ports } from '../ports.ts';
import { actorOf } from '../session.ts';

const input = z.object({
  mediaId: z.int().positive().nullish(),
  fileName: z.string().trim().min(1, 'must not be empty').max(255, 'is too long'),
  contentType: z.string().refine(isAllowedType, 'is not a type that can be uploaded'),
  sizeByte: z
    .int()
    .min(1, 'must not be empty')
    .max(MEDIA_SIZE_BYTE_MAX, `must not exceed ${MEDIA_SIZE_BYTE_MAX} bytes`),
});

/**
 * `createUpload`: leave to put one file into the store, under a key that nobody reads. The store itself holds
 * the upload to type and size. The media becomes READY by completeUpload; a replaced one stays as it is till then.
 */
export const createUpload = (ports: Ports) =>
  action('createUpload', input, async (given, session) => {
    const { mediaId: replacedId, fileName, contentType, sizeByte } = given;
    const { mediaId, key } = await beginUpload(ports, actorOf(session), fileName, replacedId);
    const { url, fields } = await ports.store.presignPost(key, contentType, sizeByte);
    return {
      mediaId,
      uploadUrl: url,
      method: 'POST',
      formFields: fields,
      expiresAt: new Date(Date.now() + UPLOAD_SECONDS * 1_000),
      maxSizeByte: sizeByte,
    };
  });
