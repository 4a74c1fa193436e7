import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Read where it is JSON; text otherwise, and null where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into what it sent itself
  readonly body: any;
}
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
}
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Ends when so many have come. */
  reach(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** A webhook that remembers what it is sent and answers as `answer` says. */
export async function openReceiver(
  answer: (received: Received) => Answer = () => ({}),
): Promise<Receiver> {
  const received: Received[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const isForm = request.headers['content-type']?.includes('form') ?? false;
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: isForm ? text : JSON.parse(text || 'null'),
    };
    received.push(one);
    for (const { count, done } of waiting) if (received.length >= count) done();
    const { status = 200, headers = {}, body = '', delayMs = 0 } = answer(one);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async reach(count) {
      if (received.length < count) await new Promise<void>((done) => waiting.push({ count, done }));
      return received;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
