import net from 'node:net';
import { reservePort } from '../../scripts/services/ports.ts';

/** Stands between an engine and Postgres, and keeps the text of every statement that is sent. */
export interface WireTap {
  /** The same database, by way of the tap. */
  readonly url: string;
  readonly statements: ReadonlySet<string>;
  close(): Promise<void>;
}

export async function openWireTap(databaseUrl: string): Promise<WireTap> {
  const statements = new Set<string>();
  const sockets = new Set<net.Socket>();
  const target = new URL(databaseUrl);
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port || 5432), target.hostname);
    const reader = readMessages((text) => statements.add(text));
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (bytes) => reader(bytes));
    client.pipe(upstream).pipe(client);
  });
  const port = await reservePort();
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    statements,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const HEADER_BYTES = 5;
const UNTYPED_BYTES = 4;

/** The frontend's side of the protocol: untyped messages until the session starts, then a type byte and a length. */
function readMessages(onStatement: (text: string) => void): (bytes: Buffer) => void {
  let pending = Buffer.alloc(0);
  let isStarted = false;
  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    for (;;) {
      const size = isStarted ? sizeOf(pending, 1) : sizeOf(pending, 0);
      if (size === null || pending.length < size) return;
      const message = pending.subarray(0, size);
      pending = pending.subarray(size);
      if (isStarted) onMessage(message, onStatement);
      else isStarted = message.readUInt32BE(UNTYPED_BYTES) === PROTOCOL_3;
    }
  };
}
const PROTOCOL_3 = 196_608;

function sizeOf(bytes: Buffer, typeBytes: 0 | 1): number | null {
  if (bytes.length < HEADER_BYTES) return null;
  return bytes.readUInt32BE(typeBytes) + typeBytes;
}

function onMessage(message: Buffer, onStatement: (text: string) => void): void {
  const body = message.subarray(HEADER_BYTES);
  const type = String.fromCharCode(message[0] ?? 0);
  if (type === 'Q') onStatement(textAt(body, 0));
  if (type === 'P') onStatement(textAt(body, body.indexOf(0) + 1)); // behind the statement's name
}

const textAt = (bytes: Buffer, start: number): string =>
  bytes.subarray(start, bytes.indexOf(0, start)).toString('utf8');
