import { fileTypeFromBuffer } from 'file-type';

/** 30 MiB: the bound of the column, of the upload policy and of what the handlers read. */
export const MEDIA_SIZE_BYTE_MAX = 31_457_280;

/** Types that may be uploaded, with the extension of their object. SVG is not among them: it can carry scripts. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'application/pdf': 'pdf',
  'application/json': 'json',
  'text/csv': 'csv',
  'text/plain': 'txt',
};

/** Bytes from which a type is told. file-type asks for this many. */
export const HEAD_SIZE_BYTE = 4_100;

export const isAllowedType = (contentType: string): boolean =>
  Object.hasOwn(EXTENSIONS, contentType);

export const extensionOf = (contentType: string): string => EXTENSIONS[contentType] ?? 'bin';

/**
 * What is wrong with the claim that bytes are of a type; undefined when it holds. Types with a signature are
 * told by it. Text has none, so it must have no other's signature and be text.
 */
export async function lieOf(head: Uint8Array, claimed: string): Promise<string | undefined> {
  const found = await fileTypeFromBuffer(head);
  if (found?.mime === claimed) return undefined;
  if (found !== undefined) return `the bytes are ${found.mime}, not ${claimed}`;
  if (isTextType(claimed)) return isText(head) ? undefined : 'the bytes are not text';
  return `the bytes are not ${claimed}`;
}

const isTextType = (contentType: string): boolean =>
  contentType.startsWith('text/') || contentType === 'application/json';

/** UTF-8 without NUL. The head may end within a character, which is no fault. */
function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
