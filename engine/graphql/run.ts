/** One operation, from request to reply: the whole walk on one screen. */
import { EngineError } from '../base/error.ts';
import type { Pieces } from '../base/pieces.ts';
import type { ClientRequest } from '../execute/bind.ts';
import { executeMutation, executeQuery, joinAnswers } from '../execute/execute.ts';
import type { Sources } from '../execute/sources.ts';
import type { Metadata } from '../metadata/model.ts';
import type { SchemaCache } from '../schema/model.ts';
import type { RawHeaders } from '../session/headers.ts';
import type { Session } from '../session/model.ts';
import { refuseUnlisted } from './allowlist.ts';
import { checkRate, checkSize, timeLimitSeconds } from './limits.ts';
import type { OperationAbout, OperationObserver, Tell } from './observer.ts';
import type { GraphqlRequest } from './parse.ts';
import { type Prepared, prepare } from './plan-cache.ts';

/** What a request needs of the running engine. */
export interface Engine extends Sources {
  cache(): SchemaCache;
  /** What the cache was built from. */
  metadata(): Metadata;
  readonly isAllowlistEnabled: boolean;
  /** Null as long as nobody watches. */
  readonly observer?: OperationObserver | null;
}

export type Reply =
  /** The JSON object under `data`, and the cookies that webhooks of actions set. */
  | { readonly kind: 'answer'; readonly data: Pieces; readonly setCookies: readonly string[] }
  /** Left to live/, which runs it again and again. */
  | { readonly kind: 'subscription'; readonly prepared: Prepared };

export interface RunOptions {
  readonly isRelay?: boolean;
  /** The caller's address, for rate limits that tell callers apart by it. */
  readonly ip?: string;
  /** Of the client, for the webhooks of actions that forward them. */
  readonly headers?: RawHeaders;
  /** As it stands in every log line of the request. */
  readonly requestId?: string;
  /** Told what will be run, before it is: for the query-log. */
  readonly onPlanned?: ((prepared: Prepared, request: GraphqlRequest) => void) | undefined;
}

/** Which operation is asked for, resolved against what the session may see. What it rejects is not run at all. */
export function planRequest(
  request: GraphqlRequest,
  session: Session,
  engine: Engine,
  { isRelay = false, ip, onPlanned }: RunOptions = {},
): Prepared {
  const { api_limits: limits } = engine.metadata();
  checkRate(session, ip ?? null, limits);
  if (engine.isAllowlistEnabled) refuseUnlisted(request.query, session.role, engine.metadata());
  const schema = engine
    .cache()
    .role(session.role, { backendOnly: session.mayUseBackendOnly, relay: isRelay });
  const prepared = prepare(request, schema);
  checkSize(prepared.operation, session, limits);
  onPlanned?.(prepared, request);
  return prepared;
}

export async function runPrepared(
  prepared: Prepared,
  session: Session,
  engine: Engine,
  client: Omit<ClientRequest, 'setCookies'>,
): Promise<Reply> {
  const { operation, variables } = prepared;
  const seconds = timeLimitSeconds(session, engine.metadata().api_limits);
  const setCookies: string[] = [];
  const { query, headers, requestId } = client;
  const request = { query, headers, requestId, setCookies };
  const bindings = { session, variables, timeLimitSeconds: seconds, request };
  switch (operation.kind) {
    case 'query': {
      const answers = await executeQuery(operation.roots, bindings, engine);
      return { kind: 'answer', data: joinAnswers(answers), setCookies };
    }
    case 'mutation': {
      const answers = await executeMutation(operation.roots, bindings, engine);
      return { kind: 'answer', data: joinAnswers(answers), setCookies };
    }
    case 'subscription':
      return { kind: 'subscription', prepared };
    default:
      throw new EngineError('unexpected', 'no such operation');
  }
}

/** For those who watch. */
export const aboutOperation = ({ operation: { kind, definition } }: Prepared): OperationAbout => ({
  kind,
  name: definition.name?.value ?? null,
});

export async function run(
  request: GraphqlRequest,
  session: Session,
  engine: Engine,
  options: RunOptions = {},
): Promise<Reply> {
  if (engine.observer) return engine.observer.operation((tell) => runOnce(tell));
  return await runOnce(null); // a promise that is returned unawaited takes three turns to be one's own

  function runOnce(tell: Tell | null): Promise<Reply> {
    const prepared = planRequest(request, session, engine, options);
    tell?.(aboutOperation(prepared));
    const { headers = [], requestId } = options;
    return runPrepared(prepared, session, engine, { query: request.query, headers, requestId });
  }
}
