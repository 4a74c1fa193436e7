/** POST /v1/graphql: JSON in, JSON out, one operation or a batch. */
import { z } from 'zod';
import { secondsSince } from '../base/clock.ts';
import { EngineError, type JsonPath, toApiError } from '../base/error.ts';
import { parseJson } from '../base/json.ts';
import { isNumber } from '../base/json-number.ts';
import type { Log } from '../base/log.ts';
import { joinPieces, type Pieces } from '../base/pieces.ts';
import { checkBatch } from '../graphql/limits.ts';
import { parameterizedHash } from '../graphql/parameterized-hash.ts';
import type { GraphqlRequest } from '../graphql/parse.ts';
import type { Prepared } from '../graphql/plan-cache.ts';
import { writeQueryLog } from '../graphql/query-log.ts';
import { respond, respondError } from '../graphql/respond.ts';
import { type Engine, type RunOptions, run } from '../graphql/run.ts';
import { derivedRecord, jsonType, read } from '../metadata/read.ts';
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

export interface GraphqlOptions {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  readonly log?: Log;
  /** Whether a caller is shown what lies behind an internal error. */
  showInternal(session: Session): boolean;
  /** An unexpected error, for the log: the client is told nothing of it. */
  onCrash(error: unknown, request: Request): void;
  /** Whoever may not come in is answered 401, not 200. */
  readonly preserves401?: boolean;
}

const requestShape = derivedRecord(
  'Hasura.GraphQL.Transport.HTTP.Protocol.GQLReq(GQLReq)',
  z.object({
    query: z.string(),
    variables: z
      .custom<Readonly<Record<string, unknown>>>((value) => jsonType(value) === 'Object', {
        error: ({ input }) =>
          `parsing HashMap failed, expected Object, but encountered ${jsonType(input)}`,
      })
      .nullish(),
    operationName: z
      .custom<string>((value) => typeof value === 'string', {
        error: ({ input }) =>
          `parsing Name failed, expected String, but encountered ${jsonType(input)}`,
      })
      .nullish(),
  }),
);

/** A batch of operations runs in turn; more than this is refused. */
const BATCH_MAX = 100;

/** How an endpoint answers: over which schema, and how errors are told. */
interface Endpoint {
  readonly isRelay: boolean;
  /** The first version answers errors with their own status, later ones with 200. */
  readonly keepsStatus: boolean;
}

export function graphqlRoutes(options: GraphqlOptions): readonly Route[] {
  const route = (path: string, endpoint: Endpoint): Route => ({
    method: 'POST',
    path,
    handle: (request) => handle(request, options, endpoint),
  });
  return [
    route('/v1/graphql', { isRelay: false, keepsStatus: false }),
    route('/v1alpha1/graphql', { isRelay: false, keepsStatus: true }),
    route('/v1beta1/relay', { isRelay: true, keepsStatus: false }),
  ];
}

async function handle(
  request: Request,
  options: GraphqlOptions,
  endpoint: Endpoint,
): Promise<Response> {
  const { log } = options;
  let session: Session | null = null;
  try {
    const body = parseBody(request.body);
    const signedIn = await options.authenticator.authenticate(
      headerPairs(request),
      body,
      request.id,
    );
    session = signedIn.session;
    const setCookies = [...signedIn.setCookies];
    const note = log && openNote(log, request);
    const caller: Caller = {
      session,
      headers: headerPairs(request),
      setCookies,
      isRelay: endpoint.isRelay,
      ip: request.ip,
      requestId: request.id,
      onPlanned: note?.planned,
    };
    const text = await answerAll(body, caller, options);
    const operation = note?.answered(session, Array.isArray(body) ? 'batched' : 'single');
    return { status: 200, headers: headersOf(setCookies), body: text, operation };
  } catch (error) {
    return failure(error, request, session, options, endpoint);
  }
}

/** What the logs tell of a request that was answered; nothing is gathered that nobody reads. */
function openNote(log: Log, request: Request) {
  const start = performance.now();
  const isQueryLogged = log.isEnabled('query-log', 'info');
  const isHttpLogged = log.isEnabled('http-log', 'info');
  if (!isQueryLogged && !isHttpLogged) return undefined;
  let hash: string | undefined;
  return {
    planned(plan: Prepared, asked: GraphqlRequest): void {
      if (isHttpLogged) hash = parameterizedHash(plan.operation);
      if (isQueryLogged) writeQueryLog(log, plan, asked, request.id);
    },
    answered: (session: Session, mode: 'single' | 'batched'): OperationLog | undefined =>
      isHttpLogged
        ? {
            userVariables: Object.fromEntries(session.variables),
            queryExecutionSeconds: secondsSince(start),
            mode,
            ...(mode === 'single' && hash !== undefined ? { parameterizedQueryHash: hash } : {}),
          }
        : undefined,
  };
}

const headersOf = (
  cookies: readonly string[],
): Readonly<Record<string, string | readonly string[]>> =>
  cookies.length > 0
    ? { 'content-type': JSON_TYPE, 'set-cookie': cookies }
    : { 'content-type': JSON_TYPE };

/** Who asks, and what the answer's headers will hold. */
interface Caller extends RunOptions {
  readonly session: Session;
  readonly setCookies: string[];
}

async function answerAll(
  body: unknown,
  caller: Caller,
  options: GraphqlOptions,
): Promise<Pieces | string> {
  if (!Array.isArray(body)) return answerOne(parseRequest(body), caller, options);
  checkBatch(body.length, caller.session, options.engine.metadata().api_limits);
  if (body.length > BATCH_MAX)
    throw new EngineError('validation-failed', `a batch holds at most ${BATCH_MAX} operations`);
  // All are read before the first is run: of a batch that is malformed nothing is done.
  const requests = body.map((each, i) => parseRequest(each, [i]));
  const answers: string[] = [];
  for (const request of requests) {
    try {
      const answer = await answerOne(request, caller, options);
      answers.push(String(joinPieces(answer)));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      answers.push(respondError(error, options.showInternal(caller.session)));
    }
  }
  return `[${answers.join(',')}]`;
}

async function answerOne(request: GraphqlRequest, caller: Caller, { engine }: GraphqlOptions) {
  const reply = await run(request, caller.session, engine, caller);
  if (reply.kind === 'answer') {
    caller.setCookies.push(...reply.setCookies);
    return respond(reply.data);
  }
  throw new EngineError(
    'unexpected-payload',
    'subscriptions are not supported over HTTP, use websockets instead',
  );
}

export function parseRequest(body: unknown, path: JsonPath = []): GraphqlRequest {
  if (isPlainRequest(body)) {
    const { query, variables, operationName } = body;
    return { query, variables: variables ?? {}, operationName: operationName ?? null };
  }
  const { query, variables, operationName } = read(requestShape, body, path);
  return { query, variables: variables ?? {}, operationName: operationName ?? null };
}

/** What nearly every request is; what this does not recognise, requestShape reads and says what is wrong with it. */
function isPlainRequest(body: unknown): body is {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
} {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  const { query, variables, operationName } = body as Readonly<Record<string, unknown>>;
  return (
    typeof query === 'string' &&
    (variables === undefined ||
      (typeof variables === 'object' && !Array.isArray(variables) && !isNumber(variables))) &&
    (operationName === undefined || operationName === null || typeof operationName === 'string')
  );
}

/** As the original: errors are answers, but for limits of rate. */
function statusOf({ status }: EngineError, { preserves401 = false }: GraphqlOptions): number {
  return status === 429 || (status === 401 && preserves401) ? status : 200;
}

/** What was asked, for the log of what failed; null where it is no JSON. */
function queryOf(body: Buffer): unknown {
  try {
    return parseJson(body.toString('utf8'));
  } catch {
    return null;
  }
}

function failure(
  error: unknown,
  request: Request,
  session: Session | null,
  options: GraphqlOptions,
  { keepsStatus }: Endpoint,
): Response {
  const known =
    error instanceof EngineError ? error : new EngineError('unexpected', 'internal error');
  if (known !== error) options.onCrash(error, request);
  const showInternal = session !== null && options.showInternal(session);
  const headers = { 'content-type': JSON_TYPE };
  const operation: OperationLog = {
    error: toApiError(known),
    query: queryOf(request.body),
    mode: 'error',
    ...(session === null ? {} : { userVariables: Object.fromEntries(session.variables) }),
  };
  const status = keepsStatus ? known.status : statusOf(known, options);
  return { status, headers, body: respondError(known, showInternal), operation };
}
