import { z } from 'zod';
import { EngineError, printPath } from '../base/error.ts';
import { malformedJson, parseJson } from '../base/json.ts';
import { read } from '../metadata/read.ts';

/**
 * The two languages of GraphQL over WebSocket, as frames only: which message is which, and how it is spelt. What they
 * do is websocket-connection.ts. See docs/protocol.md.
 */
export interface Protocol {
  /** The sub-protocol; null for a client of the older one that named none. */
  readonly name: 'graphql-transport-ws' | 'graphql-ws';
  readonly types: { readonly next: 'next' | 'data' };
  readonly keepAlive: string;
  /** The payload of an `error` frame, of GraphQL errors as JSON texts. */
  readonly errorPayload: (errors: readonly string[]) => string;
}

export const TRANSPORT_WS: Protocol = {
  name: 'graphql-transport-ws',
  types: { next: 'next' },
  keepAlive: '{"type":"ping","payload":{"message":"keepalive"}}',
  errorPayload: (errors) => `[${errors.join(',')}]`,
};

/** subscriptions-transport-ws, which calls itself graphql-ws on the wire. */
export const LEGACY: Protocol = {
  name: 'graphql-ws',
  types: { next: 'data' },
  keepAlive: '{"type":"ka"}',
  errorPayload: (errors) => `{"errors":[${errors.join(',')}]}`,
};

export type ClientMessage =
  | { readonly type: 'init'; readonly headers: Readonly<Record<string, string>> }
  | { readonly type: 'start'; readonly id: string; readonly payload: StartPayload }
  | { readonly type: 'stop'; readonly id: string }
  | { readonly type: 'terminate' }
  | { readonly type: 'ping'; readonly payload: unknown }
  | { readonly type: 'pong' };

const startPayload = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});
export type StartPayload = z.infer<typeof startPayload>;

const initPayload = z.object({ headers: z.record(z.string(), z.string()).nullish() }).nullish();
const initMessage = z.object({ payload: initPayload });
const startMessage = z.object({ id: z.string(), payload: startPayload });
const stopMessage = z.object({ id: z.string() });

/** Reads a frame of either protocol. Throws an Error whose message the client may see. */
export function readMessage(text: string, protocol: Protocol): ClientMessage {
  const message = readObject(text);
  const type = message['type'];
  const isOld = protocol === LEGACY;
  switch (type) {
    case 'connection_init': {
      const { payload } = readAs(initMessage, message);
      return { type: 'init', headers: payload?.headers ?? {} };
    }
    case isOld ? 'start' : 'subscribe':
      return { type: 'start', ...readAs(startMessage, message) };
    case isOld ? 'stop' : 'complete':
      return { type: 'stop', id: readAs(stopMessage, message).id };
    case 'connection_terminate':
      if (isOld) return { type: 'terminate' };
      break;
    case 'ping':
      if (!isOld) return { type: 'ping', payload: message['payload'] };
      break;
    case 'pong':
      if (!isOld) return { type: 'pong' };
  }
  throw new Error(`Error in $: unexpected type for ClientMessage: ${String(type)}`);
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw new Error(`Error in $: ${malformedJson(text)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error('Error in $: parsing ClientMessage failed, expected Object');
}

function readAs<T extends z.ZodType>(shape: T, message: unknown): z.output<T> {
  try {
    return read(shape, message);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new Error(`Error in ${printPath(error.path)}: ${error.message}`);
  }
}

/** A close frame: its code, and a reason in the form that the original's clients know. */
export interface CloseReason {
  readonly code: number;
  readonly reason: string;
}

const closing = (code: number, text: string, shown = code): CloseReason => ({
  code,
  reason: JSON.stringify({ server_error_msg: `${shown}: ${text}` }),
});
export const CLOSE = {
  badRequest: (text: string) => closing(4400, text),
  unauthorized: closing(4401, 'Unauthorized'),
  expired: closing(4403, 'Forbidden: the token has expired'),
  initTimeout: closing(4408, 'Connection initialisation timed out'),
  duplicate: (id: string) => closing(4409, `Subscriber for ${id} already exists`),
  tooManyInits: closing(4429, 'Too many initialisation requests'),
  tooManyOperations: closing(4429, 'Too many operations on one connection'),
  /** The older protocol knows no codes of its own: 1000, after a frame that says why. */
  legacy: (text: string) => closing(1000, text, 4400),
  terminated: { code: 1000, reason: 'GQL_CONNECTION_TERMINATE received' },
  metadataChanged: {
    code: 1012,
    reason: 'Closing all websocket connections as the metadata has changed',
  },
  shutdown: { code: 1001, reason: 'the server is shutting down' },
  slow: { code: 1013, reason: 'the client reads too slowly' },
} as const;

const REASON_BYTES_MAX = 123;

/** A close frame has room for 123 bytes of reason; longer ones are cut at a character. */
export function fitReason(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= REASON_BYTES_MAX) return reason;
  let end = REASON_BYTES_MAX;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
