import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type Command, id, type Sdk, service, text } from '../command.ts';

const command = service('media');

/** What the platform takes, by the ending of a file's name. */
const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.pdf': 'application/pdf',
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
};

const file = text
  .refine(
    (name) => path.extname(name).toLowerCase() in TYPES,
    `must end in one of ${Object.keys(TYPES).join(' ')}`,
  )
  .meta({ hint: 'path' });

export const MEDIA: readonly Command[] = [
  command(
    'upload',
    'uploads a file, or replaces an own one',
    { file, media: id.optional() },
    upload,
  ),
  command(
    'url',
    'gets leave to download for five minutes; a picture no larger than needed by --size',
    { media: id, size: id.optional() },
    async (sdk, { media, size }) => (await sdk.mediaUrl({ media, size: size ?? null })).mediaUrl,
  ),
];

async function upload(
  sdk: Sdk,
  input: { readonly file: string; readonly media?: number | undefined },
): Promise<unknown> {
  const bytes = await readFile(input.file);
  const contentType = TYPES[path.extname(input.file).toLowerCase()] ?? '';
  const { createUpload } = await sdk.mediaCreateUpload({
    media: input.media ?? null,
    name: path.basename(input.file),
    contentType,
    size: bytes.length,
  });
  const form = new FormData();
  const fields = z.record(z.string(), z.string()).parse(createUpload.formFields);
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)], { type: contentType }));
  const { ok, status } = await fetch(createUpload.uploadUrl, { method: 'POST', body: form });
  if (!ok) throw new Error(`the store answers ${status}`);
  const { completeUpload } = await sdk.mediaCompleteUpload({ media: createUpload.mediaId });
  if (completeUpload.status === 'REJECTED')
    throw new Error(`the file was rejected: it is no ${contentType} inside`);
  return completeUpload;
}
