/** One operation, from request to reply: the whole walk on one screen. */
import { EngineError } from '../base/error.ts';
import { executeMutation, executeQuery, joinAnswers, type Sources } from '../execute/execute.ts';
import type { Metadata } from '../metadata/model.ts';
import type { SchemaCache } from '../schema/model.ts';
import type { Session } from '../session/model.ts';
import { refuseUnlisted } from './allowlist.ts';
import { checkRate, checkSize, timeLimitSeconds } from './limits.ts';
import type { GraphqlRequest } from './parse.ts';
import { type Prepared, prepare } from './plan-cache.ts';

/** What a request needs of the running engine. */
export interface Engine extends Sources {
  cache(): SchemaCache;
  /** What the cache was built from. */
  metadata(): Metadata;
  readonly isAllowlistEnabled: boolean;
}

export type Reply =
  /** The JSON object under `data`. */
  | { readonly kind: 'answer'; readonly data: Buffer }
  /** Left to live/, which runs it again and again. */
  | { readonly kind: 'subscription'; readonly prepared: Prepared };

export interface RunOptions {
  readonly isRelay?: boolean;
  /** The caller's address, for rate limits that tell callers apart by it. */
  readonly ip?: string;
}

/** Which operation is asked for, resolved against what the session may see. What it rejects is not run at all. */
export function planRequest(
  request: GraphqlRequest,
  session: Session,
  engine: Engine,
  { isRelay = false, ip }: RunOptions = {},
): Prepared {
  const { api_limits: limits } = engine.metadata();
  checkRate(session, ip ?? null, limits);
  if (engine.isAllowlistEnabled) refuseUnlisted(request.query, session.role, engine.metadata());
  const schema = engine
    .cache()
    .role(session.role, { backendOnly: session.mayUseBackendOnly, relay: isRelay });
  const prepared = prepare(request, schema);
  checkSize(prepared.operation, session, limits);
  return prepared;
}

export async function runPrepared(
  prepared: Prepared,
  session: Session,
  engine: Engine,
): Promise<Reply> {
  const { operation, variables } = prepared;
  const seconds = timeLimitSeconds(session, engine.metadata().api_limits);
  const bindings = { session, variables, timeLimitSeconds: seconds };
  switch (operation.kind) {
    case 'query':
      return {
        kind: 'answer',
        data: joinAnswers(await executeQuery(operation.roots, bindings, engine)),
      };
    case 'mutation':
      return {
        kind: 'answer',
        data: joinAnswers(await executeMutation(operation.roots, bindings, engine)),
      };
    case 'subscription':
      return { kind: 'subscription', prepared };
    default:
      throw new EngineError('unexpected', 'no such operation');
  }
}

export async function run(
  request: GraphqlRequest,
  session: Session,
  engine: Engine,
  options: RunOptions = {},
): Promise<Reply> {
  return runPrepared(planRequest(request, session, engine, options), session, engine);
}
