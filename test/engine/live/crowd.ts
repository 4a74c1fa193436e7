import { WebSocket } from 'ws';
import type { Engine } from '../../support/engine.ts';
import { eventually } from '../../support/wait.ts';

/** Many subscribers, a socket each, as they come from outside. */

export interface Subscriber {
  /** The payloads of each operation, by its id. */
  readonly answers: ReadonlyMap<string, readonly unknown[]>;
  subscribe(id: string, query: string, variables: object): void;
  unsubscribe(id: string): void;
  close(): Promise<void>;
}

/** Ready to subscribe. */
export function connect(
  engine: Engine,
  headers: Readonly<Record<string, string>> = {},
): Promise<Subscriber> {
  const url = `${engine.url.replace('http', 'ws')}/v1/graphql`;
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  const answers = new Map<string, unknown[]>();
  const send = (message: object): void => socket.send(JSON.stringify(message));
  const subscriber: Subscriber = {
    answers,
    subscribe(id, query, variables) {
      answers.set(id, []);
      send({ id, type: 'subscribe', payload: { query, variables } });
    },
    unsubscribe: (id) => send({ id, type: 'complete' }),
    close: () =>
      new Promise((resolve) => {
        socket.once('close', () => resolve());
        socket.close();
      }),
  };
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('open', () =>
      send({
        type: 'connection_init',
        payload: { headers: { 'x-hasura-admin-secret': engine.adminSecret, ...headers } },
      }),
    );
    socket.on('message', (data) => {
      const { type, id, payload } = JSON.parse(String(data)) as Message;
      if (type === 'connection_ack') resolve(subscriber);
      else if (type === 'ping') send({ type: 'pong' });
      else if (type === 'next') answers.get(id)?.push(payload.data);
      else if (type === 'error') answers.get(id)?.push({ errors: payload });
    });
  });
}
interface Message {
  readonly type: string;
  readonly id: string;
  readonly payload: { readonly data: unknown };
}

/** A few at a time: hundreds of handshakes at once would wait for each other past their time. */
const AT_ONCE = 50;
export async function connectMany(engine: Engine, count: number): Promise<readonly Subscriber[]> {
  const all: Subscriber[] = [];
  while (all.length < count) {
    const next = Math.min(AT_ONCE, count - all.length);
    all.push(...(await Promise.all(Array.from({ length: next }, () => connect(engine)))));
  }
  return all;
}

/** Until each has had so many answers. */
export const answered = (all: readonly Subscriber[], id: string, count: number): Promise<void> =>
  eventually(() => {
    const missing = all.filter(({ answers }) => (answers.get(id)?.length ?? 0) < count);
    if (missing.length > 0)
      throw new Error(`${missing.length} of ${all.length} wait for an answer`);
  });
