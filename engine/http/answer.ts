import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { giveBuffer } from '../base/buffers.ts';
import { EngineError, toApiError } from '../base/error.ts';
import type { Log } from '../base/log.ts';
import { byteLength, joinPieces, type Pieces } from '../base/pieces.ts';
import type { Tracer } from '../base/tracing.ts';
import { chooseEncoding, compress } from './compress.ts';
import { type CorsPolicy, corsHeaders } from './cors.ts';
import { writeHttpLog } from './http-log.ts';
import { headerPairs, json, type Request, type Response } from './message.ts';
import { notFound, type Router } from './router.ts';

/** A request → what is sent back, whichever reader took it off the wire. */

export interface AnswerOptions {
  readonly router: Router;
  readonly cors: CorsPolicy;
  readonly log: Log;
  readonly tracer?: Tracer;
}

export type AnswerHeaders = Record<string, string | readonly string[] | number>;

export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Pieces | Readable;
}

/** Metadata of a thousand tables is 4 MB; a batch insert may be more. Whatever is larger is refused unread. */
export const BODY_BYTES_MAX = 100 * 1024 * 1024;

export const tooLarge = (): EngineError =>
  new EngineError(
    'bad-request',
    `the request's body is larger than ${BODY_BYTES_MAX} bytes`,
    [],
    413,
  );

export async function answer(
  options: AnswerOptions,
  request: Request,
  readSeconds: number,
): Promise<Answer> {
  const { tracer } = options;
  const response = tracer?.isOn
    ? await respondTraced(options, request, tracer)
    : await respond(options, request);
  return finish(options, request, response, readSeconds);
}

/** A request is the beginning of a trace, or a part of its sender's. */
const respondTraced = (
  options: AnswerOptions,
  request: Request,
  tracer: Tracer,
): Promise<Response> =>
  tracer.span(
    {
      name: request.path,
      kind: 'server',
      parent: headerPairs(request),
      attributes: {
        request_id: request.id,
        'http.request.method': request.method,
        'url.path': request.path,
      },
    },
    async (span) => {
      const response = await respond(options, request);
      span.set({ 'http.response.status_code': response.status });
      return response;
    },
  );

async function respond({ router, log }: AnswerOptions, request: Request): Promise<Response> {
  try {
    const found = router.find(request.method, request.path);
    if (found === undefined) throw notFound();
    return await found.route.handle(request, found.rest);
  } catch (error) {
    if (error instanceof EngineError) return toErrorResponse(error);
    log.write('unstructured', 'error', {
      request_id: request.id,
      message: error instanceof Error ? error.stack : String(error),
    });
    return toErrorResponse(new EngineError('unexpected', 'internal error'));
  }
}

export const toErrorResponse = (error: EngineError): Response => ({
  ...json(toApiError(error), error.status),
  operation: { error: toApiError(error), mode: 'error' },
});

/** Adds what every answer carries, compresses what is worth it, and writes the log. */
export async function finish(
  { cors, log }: AnswerOptions,
  request: Request,
  response: Response,
  readSeconds: number,
): Promise<Answer> {
  const headers: AnswerHeaders = { 'x-request-id': request.id };
  Object.assign(headers, response.headers);
  if (request.headers.origin !== undefined)
    Object.assign(headers, corsHeaders(cors, request.headers));
  const { status, body } = response;
  if (body instanceof Readable) {
    writeHttpLog(log, { request, response, readSeconds, bytes: 0, plainBytes: 0, encoding: null });
    return { status, headers, body };
  }
  const plain = piecesOf(body);
  const plainBytes = byteLength(plain);
  const encoding =
    headers['content-encoding'] === undefined
      ? chooseEncoding(request.headers['accept-encoding']?.toString(), plainBytes)
      : null;
  let sent = plain;
  if (encoding !== null) {
    sent = [await compress(joinPieces(plain), encoding)];
    headers['content-encoding'] = encoding;
    plain.forEach(giveBuffer);
  }
  const bytes = byteLength(sent);
  headers['content-length'] = bytes;
  writeHttpLog(log, {
    request,
    response,
    readSeconds,
    bytes,
    plainBytes,
    encoding,
  });
  return { status, headers, body: sent };
}

function piecesOf(body: string | Buffer | Pieces): Pieces {
  if (typeof body === 'string') return [Buffer.from(body)];
  return Buffer.isBuffer(body) ? [body] : body;
}

export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && given !== '' ? given : randomUUID();
}

/** An IPv4 address as such, where Node shows it mapped into IPv6. */
export const addressOf = ({ remoteAddress }: Socket): string =>
  remoteAddress?.replace(/^::ffff:/, '') ?? '';
