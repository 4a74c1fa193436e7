/** Operations of sockets and event streams: what stands behind both transports. */
import { randomUUID } from 'node:crypto';
import { EngineError } from '../base/error.ts';
import type { Log } from '../base/log.ts';
import { joinPieces } from '../base/pieces.ts';
import { executeQuery } from '../execute/execute.ts';
import { pollOperation } from '../graphql/poll-operation.ts';
import { writeQueryLog } from '../graphql/query-log.ts';
import { respond, respondError } from '../graphql/respond.ts';
import { type Engine, planRequest, runPrepared } from '../graphql/run.ts';
import type { Live } from '../live/live.ts';
import type { Authenticator } from '../session/authenticate.ts';
import type { Session } from '../session/model.ts';
import { parseRequest } from './graphql.ts';
import type { SocketBackend } from './websocket-connection.ts';

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
    async run(payload, session, { endpoint, isReadOnly, headers, ip }) {
      const prepared = await plan();
      const client = { query: parseRequest(payload).query, headers };
      const { operation, variables } = prepared;
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
              (error) =>
                send(Buffer.from(respondError(known(error), options.showInternal(session)))),
            ),
        };
      try {
        const reply = await runPrepared(prepared, session, engine, client);
        if (reply.kind === 'answer')
          return { kind: 'answer', body: joinPieces(respond(reply.data)) };
        throw new EngineError('unexpected', 'a subscription was not planned as one');
      } catch (error) {
        return { kind: 'failed', error: known(error) };
      }

      async function plan() {
        try {
          return planRequest(parseRequest(payload), session, engine, {
            isRelay: endpoint === 'relay',
            ip,
            onPlanned: (planned, request) =>
              writeQueryLog(options.log, planned, request, randomUUID()),
          });
        } catch (error) {
          throw known(error);
        }
      }
    },
  };
}
