/** Operations of sockets and event streams: what stands behind both transports. */
import { EngineError } from '../base/error.ts';
import type { Log } from '../base/log.ts';
import { joinPieces } from '../base/pieces.ts';
import { executeQuery } from '../execute/execute.ts';
import { observed, type Tell } from '../graphql/observer.ts';
import { pollOperation } from '../graphql/poll-operation.ts';
import { writeQueryLog } from '../graphql/query-log.ts';
import { respond, respondError } from '../graphql/respond.ts';
import { aboutOperation, type Engine, planRequest, runPrepared } from '../graphql/run.ts';
import type { Live } from '../live/live.ts';
import type { Authenticator } from '../session/authenticate.ts';
import type { Session } from '../session/model.ts';
import { parseRequest } from './graphql.ts';
import type { OperationContext, Outcome, SocketBackend } from './websocket-connection.ts';
import type { StartPayload } from './websocket-protocol.ts';

export interface BackendOptions {
  readonly engine: Engine;
  readonly live: Live;
  readonly authenticator: Authenticator;
  readonly log: Log;
  showInternal(session: Session): boolean;
  /** An unexpected error, for the log: the client is told nothing of it. */
  onCrash(error: unknown): void;
}

export function operationBackend(options: BackendOptions): SocketBackend {
  const { engine, live, authenticator } = options;
  const known = (error: unknown): EngineError => {
    if (error instanceof EngineError) return error;
    options.onCrash(error);
    return new EngineError('unexpected', 'internal error');
  };
  return {
    signIn: async (headers) => (await authenticator.authenticate(headers)).session,
    showsInternal: (session) => options.showInternal(session),
    run: (payload, session, context) =>
      observed(engine.observer, (tell) => run(payload, session, context, tell)),
  };

  async function run(
    payload: StartPayload,
    session: Session,
    context: OperationContext,
    tell: Tell,
  ): Promise<Outcome> {
    const { endpoint, isReadOnly, headers, ip, requestId } = context;
    const prepared = await plan();
    const client = { query: parseRequest(payload).query, headers, requestId };
    const { operation, variables } = prepared;
    tell(aboutOperation(prepared));
    if (isReadOnly && operation.kind === 'mutation')
      throw new EngineError('not-supported', 'mutations are taken by POST only');
    if (operation.live !== null) {
      const plan = operation.live;
      const bindings = { session, variables };
      return { kind: 'live', subscribe: (send) => live.subscribe(plan, bindings, send) };
    }
    if (operation.kind === 'subscription')
      return {
        kind: 'live',
        subscribe: (send) =>
          pollOperation(
            () => executeQuery(operation.roots, { session, variables }, engine),
            (data) => send(joinPieces(respond([data]))),
            (error) => send(Buffer.from(respondError(known(error), options.showInternal(session)))),
          ),
      };
    try {
      const reply = await runPrepared(prepared, session, engine, client);
      if (reply.kind === 'answer') return { kind: 'answer', body: joinPieces(respond(reply.data)) };
      throw new EngineError('unexpected', 'a subscription was not planned as one');
    } catch (error) {
      tell({ isFailed: true });
      return { kind: 'failed', error: known(error) };
    }

    async function plan() {
      try {
        return planRequest(parseRequest(payload), session, engine, {
          isRelay: endpoint === 'relay',
          ip,
          onPlanned: (planned, request) => writeQueryLog(options.log, planned, request, requestId),
        });
      } catch (error) {
        throw known(error);
      }
    }
  }
}
