import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { isAllowedType, MEDIA_SIZE_BYTE_MAX } from '../../lib/media-type.ts';
import type { TokenMaker } from '../accounts/token.ts';
import { refusalOf } from '../constraint.ts';
import { formBytes, formOf } from '../pages/form.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { say } from '../words/say.ts';
import { beginUpload, finishUpload } from './upload.ts';

/** The file and the rest of the form around it. */
const FORM_SIZE_MAX = `${MEDIA_SIZE_BYTE_MAX + 100_000}b`;

const STATUS: Readonly<Record<string, number>> = {
  'not-found': 404,
  unauthorized: 401,
  unavailable: 503,
};

/**
 * `POST /media-upload`: a whole upload in one form post, for clients that cannot do it in the three steps of
 * createUpload. Field `fileBinary` holds the file, `uploadId` names a media that it replaces. The caller proves itself
 * by an access token, as the engine is not between.
 */
export function buildUploadForm(ports: Ports, tokens: TokenMaker, publicUrl: string): Router {
  const router = express.Router();
  router.use('/media-upload', (_request, response, next) => {
    response.set({
      'access-control-allow-origin': new URL(publicUrl).origin,
      'access-control-allow-headers': 'authorization, content-type',
    });
    next();
  });
  router.options('/media-upload', (_request, response) => void response.sendStatus(204));
  router.post('/media-upload', formBytes(FORM_SIZE_MAX), async (request, response) => {
    const accountId = await bearerOf(request, tokens);
    try {
      response.json({ mediaUpload: await upload(request, ports, accountId) });
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      const { code } = refusal;
      const message = say(refusal, await request.languageOf(accountId));
      response.status(STATUS[code] ?? 400).json({ message, extensions: { code } });
    }
  });
  return router;
}

async function bearerOf(request: Request, tokens: TokenMaker): Promise<number | undefined> {
  const bearer = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
  return bearer === undefined ? undefined : await tokens.accountOf(bearer);
}

async function upload(request: Request, ports: Ports, accountId: number | undefined) {
  if (accountId === undefined) throw new ActionError('unauthorized', 'sign in first');
  const { file, uploadId } = fieldsOf(await formOf(request));
  const actor = { role: 'user', accountId };
  const fileName = file.name.slice(0, 255) || 'unnamed';
  const { mediaId, key } = await beginUpload(ports, actor, fileName, uploadId);
  await ports.store.put(key, Buffer.from(await file.arrayBuffer()), file.type);
  const { version: _version, ...media } = await finishUpload(ports, accountId, mediaId);
  return { ...media, origName: fileName };
}

function fieldsOf(form: FormData | undefined): { file: File; uploadId: number | undefined } {
  const [file, ...more] = form?.getAll('fileBinary') ?? [];
  if (!(file instanceof File) || file.size === 0)
    throw new ActionError('no-file', 'missing fileBinary, enctype not multipart/form-data?');
  if (more.length > 0) throw new ActionError('too-many-files', 'one file at a time');
  if (!isAllowedType(file.type))
    throw new ActionError('type', `cannot take files of type ${file.type || 'unknown'}`, {
      value: file.type || '?',
    });
  if (file.size > MEDIA_SIZE_BYTE_MAX)
    throw new ActionError('size', `must not exceed ${MEDIA_SIZE_BYTE_MAX} bytes`);
  const { success, data: uploadId } = z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .safeParse(form?.get('uploadId') ?? undefined);
  if (!success) throw new ActionError('not-found', 'upload not found, wrong env?');
  return { file, uploadId };
}
