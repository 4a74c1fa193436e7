import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { EngineError } from '../base/error.ts';
import { malformedJson, parseJson } from '../base/json.ts';
import type { Pieces } from '../base/pieces.ts';
import { pairHeaders, type RawHeaders } from '../session/headers.ts';

/** A request and its answer as values: what a route takes and returns. */
export interface Request {
  readonly method: string;
  /** Decoded no further than Node does: `/v1/graphql`, `/api/rest/a%20b`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as they were sent, for the log. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** As they came, name and value in turn: webhooks are shown the client's own spelling. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly ip: string;
  /** The client's x-request-id, or one that was made for it. */
  readonly id: string;
  readonly httpVersion: string;
  /** Aborted when the client leaves before its answer. */
  readonly signal: AbortSignal;
}

/** Headers as pairs, in the client's own spelling and order. The same list makes the same pairs, made once. */
export function headerPairs({ rawHeaders }: Pick<Request, 'rawHeaders'>): RawHeaders {
  let pairs = pairsOf.get(rawHeaders);
  if (pairs === undefined) {
    pairs = pairHeaders(rawHeaders);
    pairsOf.set(rawHeaders, pairs);
  }
  return pairs;
}
const pairsOf = new WeakMap<readonly string[], RawHeaders>();

export interface Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer | Pieces | Readable;
  /** What the http-log tells of the operation besides status and time. */
  readonly operation?: OperationLog | undefined;
}

export interface OperationLog {
  readonly userVariables?: Readonly<Record<string, string>>;
  readonly error?: { readonly code: string; readonly error: string; readonly path: string };
  /** The request as it came, logged where it failed. */
  readonly query?: unknown;
  readonly mode?: 'single' | 'batched' | 'non-graphql' | 'error';
  readonly parameterizedQueryHash?: string;
  readonly queryExecutionSeconds?: number;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

export const json = (value: unknown, status = 200): Response => ({
  status,
  headers: { 'content-type': JSON_TYPE },
  body: JSON.stringify(value),
});

export const plain = (text: string, status = 200): Response => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: text,
});

/** The JSON of a request, or the error that Hasura's parser has for what is none. */
export function parseBody(body: Buffer): unknown {
  const text = body.toString('utf8');
  try {
    return parseJson(text);
  } catch {
    throw new EngineError('invalid-json', `Error in $: ${malformedJson(text)}`);
  }
}
