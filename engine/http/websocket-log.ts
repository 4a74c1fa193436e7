import { randomUUID } from 'node:crypto';
import { type EngineError, toApiError } from '../base/error.ts';
import type { Log } from '../base/log.ts';
import type { Session } from '../session/model.ts';
import type { StartPayload } from './websocket-protocol.ts';

/** Lines of the type websocket-log: what happens on one socket, in the original's words. */
export interface SocketLog {
  accepted(): void;
  rejected(error: EngineError): void;
  /** A frame that makes no sense, or a sign-in that failed. */
  connectionError(why: string): void;
  signedIn(session: Session): void;
  /** Null where nobody reads it. */
  operation(id: string, payload: StartPayload, requestId: string): OperationLog | null;
  closed(): void;
}

export interface OperationLog {
  started(): void;
  failed(error: EngineError): void;
  completed(): void;
  stopped(): void;
}

export function openSocketLog(log: Log): SocketLog {
  const websocketId = randomUUID();
  let session: Session | null = null;
  const write = (level: 'info' | 'error', event: object): void => {
    if (!log.isEnabled('websocket-log', level)) return;
    const expiresAtMs = session?.expiresAtMs ?? null;
    log.write('websocket-log', level, {
      event,
      connection_info: {
        websocket_id: websocketId,
        token_expiry: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
        msg: null,
      },
      user_vars: session === null ? null : Object.fromEntries(session.variables),
    });
  };
  return {
    accepted: () => write('info', { type: 'accepted' }),
    rejected: (error) => write('error', { type: 'rejected', detail: toApiError(error) }),
    connectionError: (why) => write('error', { type: 'conn_err', detail: why }),
    signedIn(as) {
      session = as;
    },
    closed: () => write('info', { type: 'closed' }),
    operation(id, payload, requestId) {
      if (!log.isEnabled('websocket-log', 'error')) return null;
      const tell = (level: 'info' | 'error', type: string, detail?: unknown, query?: object) =>
        write(level, {
          type: 'operation',
          detail: {
            operation_id: id,
            request_id: requestId,
            operation_name: payload.operationName ?? null,
            operation_type: { type, ...(detail === undefined ? {} : { detail }) },
            query: query ?? null,
            parameterized_query_hash: null,
          },
        });
      return {
        started: () => tell('info', 'started', undefined, payload),
        failed: (error) => tell('error', 'query_err', toApiError(error), payload),
        completed: () => tell('info', 'completed'),
        stopped: () => tell('info', 'stopped'),
      };
    },
  };
}
