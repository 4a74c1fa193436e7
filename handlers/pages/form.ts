import express, { type Request, type RequestHandler } from 'express';

/** Whatever is sent, as bytes: a form with files is taken apart by `formOf`. */
export const formBytes = (limit: string): RequestHandler =>
  express.raw({ type: () => true, limit });

/** The fields of a form post with files; undefined when it is none. */
export async function formOf(request: Request): Promise<FormData | undefined> {
  const contentType = request.get('content-type') ?? '';
  if (!contentType.startsWith('multipart/form-data') || !Buffer.isBuffer(request.body))
    return undefined;
  try {
    // Node's own fetch knows how forms are written; the body is in memory already, and its size is bounded.
    const body = new Response(new Uint8Array(request.body), {
      headers: { 'content-type': contentType },
    });
    return await body.formData();
  } catch {
    return undefined;
  }
}
