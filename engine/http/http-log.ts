import type { Log } from '../base/log.ts';
import type { Request, Response } from './message.ts';

export interface Answered {
  readonly request: Request;
  readonly response: Response;
  readonly readSeconds: number;
  readonly bytes: number;
  readonly plainBytes: number;
  readonly encoding: string | null;
}

/** A line of the type http-log for each request, in the original's words. */
export function writeHttpLog(log: Log, answered: Answered): void {
  const { request, response, encoding, readSeconds } = answered;
  const { operation = {} } = response;
  const level = operation.error === undefined ? 'info' : 'error';
  if (!log.isEnabled('http-log', level)) return;
  log.write('http-log', level, {
    operation: {
      error: operation.error ?? null,
      parameterized_query_hash: operation.parameterizedQueryHash,
      query: operation.query ?? null,
      query_execution_time: operation.queryExecutionSeconds,
      request_id: request.id,
      request_mode: operation.mode ?? 'non-graphql',
      request_read_time: readSeconds,
      response_size: answered.bytes,
      uncompressed_response_size: answered.plainBytes,
      user_vars: operation.userVariables ?? null,
    },
    http_info: {
      content_encoding: encoding,
      http_version: `HTTP/${request.httpVersion}`,
      ip: request.ip,
      method: request.method,
      status: response.status,
      url: request.url,
    },
    request_id: request.id,
  });
}
