import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Delivery {
  /** What was delivered. */
  readonly of: string;
  /** Who delivered. */
  readonly instance: string;
  readonly startedAt: number;
  /** When the whole answer had left; null where the caller was gone or the answer was a failure. */
  succeededAt: number | null;
}

/** Far below the trigger's timeout: a caller that gives up at the very moment of the answer would prove nothing. */
const STALL_MAX_MS = 800;

/** A webhook that fails at random, answers late at random, and at random never. */
export async function openMoodyReceiver(
  // biome-ignore lint/suspicious/noExplicitAny: the drill knows what its triggers send
  nameOf: (body: any) => string,
) {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    try {
      for await (const chunk of request) text += chunk;
    } catch {
      return; // killed while it sent
    }
    const delivery: Delivery = {
      of: nameOf(JSON.parse(text)),
      instance: String(request.headers['x-instance']),
      startedAt: Date.now(),
      succeededAt: null,
    };
    deliveries.push(delivery);
    const mood = Math.random();
    if (mood < 0.01) return; // the caller has to give up
    if (mood < 0.05) await sleep(Math.random() * STALL_MAX_MS);
    const status = mood > 0.9 ? 500 : 200;
    response.on('finish', () => {
      if (status === 200) delivery.succeededAt = Date.now();
    });
    if (!response.destroyed) response.writeHead(status).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliveries,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
