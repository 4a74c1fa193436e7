import net from 'node:net';
import { reservePort } from '../../scripts/services/ports.ts';

/** Stands between an engine and Postgres, and keeps the text of every statement that is sent. */
export interface WireTap {
  /** The same database, by way of the tap. */
  readonly url: string;
  readonly statements: ReadonlySet<string>;
  /** How often each was run: a prepared one each time that it was bound. */
  readonly runs: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export async function openWireTap(databaseUrl: string): Promise<WireTap> {
  const runs = new Map<string, number>();
  const statements = new Set<string>();
  const sockets = new Set<net.Socket>();
  const target = new URL(databaseUrl);
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port || 5432), target.hostname);
    const reader = readMessages({
      parsed: (text) => statements.add(text),
      run: (text) => runs.set(text, (runs.get(text) ?? 0) + 1),
    });
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
    runs,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

interface Told {
  parsed(text: string): void;
  run(text: string): void;
}

const HEADER_BYTES = 5;
const UNTYPED_BYTES = 4;

/** The frontend's side of the protocol: untyped messages until the session starts, then a type byte and a length. */
function readMessages(tell: Told): (bytes: Buffer) => void {
  const named = new Map<string, string>();
  let pending = Buffer.alloc(0);
  let isStarted = false;
  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    for (;;) {
      const size = isStarted ? sizeOf(pending, 1) : sizeOf(pending, 0);
      if (size === null || pending.length < size) return;
      const message = pending.subarray(0, size);
      pending = pending.subarray(size);
      if (isStarted) onMessage(message, named, tell);
      else isStarted = message.readUInt32BE(UNTYPED_BYTES) === PROTOCOL_3;
    }
  };
}
const PROTOCOL_3 = 196_608;

function sizeOf(bytes: Buffer, typeBytes: 0 | 1): number | null {
  if (bytes.length < HEADER_BYTES) return null;
  return bytes.readUInt32BE(typeBytes) + typeBytes;
}

function onMessage(message: Buffer, named: Map<string, string>, { parsed, run }: Told): void {
  const body = message.subarray(HEADER_BYTES);
  const first = textAt(body, 0);
  const second = (): string => textAt(body, body.indexOf(0) + 1);
  switch (String.fromCharCode(message[0] ?? 0)) {
    case 'Q':
      parsed(first);
      run(first);
      return;
    case 'P': // Parse: a name and a text
      parsed(second());
      named.set(first, second());
      return;
    case 'B': // Bind: a portal and a name
      run(named.get(second()) ?? '');
  }
}

const textAt = (bytes: Buffer, start: number): string =>
  bytes.subarray(start, bytes.indexOf(0, start)).toString('utf8');
