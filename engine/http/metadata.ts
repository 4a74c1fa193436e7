import { answerRequest } from '../admin/api.ts';
import type { Api } from '../admin/handler.ts';
import { readRequest } from '../admin/request.ts';
import { EngineError, toApiError } from '../base/error.ts';
import { stringifyJson } from '../base/json.ts';
import type { Authenticator } from '../session/authenticate.ts';
import type { Session } from '../session/model.ts';
import {
  headerPairs,
  JSON_TYPE,
  type OperationLog,
  parseBody,
  type Request,
  type Response,
} from './message.ts';
import type { Route } from './router.ts';

/** POST /v1/metadata, /v1/query, /v2/query: one command, or a bulk of them. */
export interface MetadataOptions {
  readonly api: Omit<Api, 'tellsArgs'>;
  readonly authenticator: Authenticator;
  /** Whether requests that succeed are written into the http-log whole; those that fail always are. */
  readonly logsRequests?: boolean;
  /** Whether a caller is shown what lies behind an error. */
  showInternal(session: Session): boolean;
  /** An unexpected error, for the log: the client is told nothing of it. */
  onCrash(error: unknown, request: Request): void;
}

export const metadataRoutes = (options: MetadataOptions): readonly Route[] =>
  ['/v1/metadata', '/v1/query', '/v2/query'].map((path) => ({
    method: 'POST',
    path,
    handle: (request) =>
      guarded(request, options, async (session, body) => {
        const api: Api = { ...options.api, tellsArgs: path === '/v1/metadata' };
        return ok(await answerRequest(readRequest(body), session, api));
      }),
  }));

const ok = (text: string): Response => ({
  status: 200,
  headers: { 'content-type': JSON_TYPE },
  body: text,
});

/** Signs the caller in, parses the body, and turns what is thrown into the answer that administrators' routes give. */
export async function guarded(
  request: Request,
  options: Omit<MetadataOptions, 'api'>,
  work: (session: Session, body: unknown) => Promise<Response>,
): Promise<Response> {
  let session: Session | null = null;
  let body: unknown = null;
  try {
    const signedIn = await options.authenticator.authenticate(
      headerPairs(request),
      undefined,
      request.id,
    );
    session = signedIn.session;
    body = request.body.length === 0 ? null : parseBody(request.body);
    const response = await work(session, body);
    const operation: OperationLog = {
      userVariables: Object.fromEntries(session.variables),
      ...(options.logsRequests ? { query: withoutPasswords(body) } : {}),
    };
    const cookies = signedIn.setCookies.length > 0 ? { 'set-cookie': signedIn.setCookies } : {};
    return { ...response, headers: { ...response.headers, ...cookies }, operation };
  } catch (error) {
    const known =
      error instanceof EngineError ? error : new EngineError('unexpected', 'internal error');
    if (known !== error) options.onCrash(error, request);
    const showInternal = session !== null && options.showInternal(session);
    const told = toApiError(known, { showInternal });
    return {
      status: known.status,
      headers: { 'content-type': JSON_TYPE },
      body: stringifyJson(told),
      operation: {
        error: { code: known.code, error: known.message, path: told.path },
        query: session === null ? null : withoutPasswords(body),
        mode: 'error',
        ...(session === null ? {} : { userVariables: Object.fromEntries(session.variables) }),
      },
    };
  }
}

/** Requests to the metadata API hold URLs of databases, whose passwords have no place in a log. */
const withoutPasswords = (body: unknown): unknown =>
  JSON.parse(stringifyJson(body).replace(/(\w+:\/\/[^:@/\s"]+:)[^@/\s"]+@/g, '$1***@'));
