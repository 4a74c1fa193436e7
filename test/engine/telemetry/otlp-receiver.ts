import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A collector: takes what an OTLP exporter sends (protobuf over HTTP), and reads it by the numbers of opentelemetry-proto. */

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly resource: Readonly<Record<string, string | number>>;
}
export interface ReceivedLog {
  readonly severity: string;
  readonly body: string;
  readonly type: string | number | undefined;
  readonly traceId: string;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly metrics: Set<string>;
  readonly logs: ReceivedLog[];
  readonly headers: IncomingHttpHeaders[];
  /** Ends when what has come satisfies the caller. */
  until(isSo: (received: OtlpReceiver) => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function openOtlpReceiver(): Promise<OtlpReceiver> {
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const sent = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    receiver.headers.push(request.headers);
    if (request.url === '/v1/traces') receiver.spans.push(...readSpans(body));
    if (request.url === '/v1/metrics')
      for (const name of readMetrics(body)) receiver.metrics.add(name);
    if (request.url === '/v1/logs') receiver.logs.push(...readLogs(body));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    for (const look of waiting) look();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    metrics: new Set(),
    logs: [],
    headers: [],
    until: (isSo) =>
      new Promise((done) => {
        const look = () => {
          if (!isSo(receiver)) return;
          waiting.delete(look);
          done();
        };
        waiting.add(look);
        look();
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return receiver;
}

/** A message: the values of each field, by its number. */
type Message = ReadonlyMap<number, readonly (Buffer | bigint)[]>;

function decode(bytes: Buffer): Message {
  const fields = new Map<number, (Buffer | bigint)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const wire = key & 7;
    const value =
      wire === 0 ? varint() : wire === 1 ? take(8) : wire === 5 ? take(4) : take(Number(varint()));
    const field = key >> 3;
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}

const messages = (message: Message, field: number): readonly Message[] =>
  (message.get(field) ?? []).map((value) => decode(value as Buffer));
const bytes = (message: Message, field: number): Buffer =>
  (message.get(field)?.[0] as Buffer | undefined) ?? Buffer.alloc(0);
const text = (message: Message, field: number): string => bytes(message, field).toString('utf8');

function attributes(message: Message, field: number): Record<string, string | number> {
  const entries = messages(message, field).map((pair) => {
    const value = decode(bytes(pair, 2));
    const [integer] = value.get(3) ?? [];
    return [text(pair, 1), integer === undefined ? text(value, 1) : Number(integer)] as const;
  });
  return Object.fromEntries(entries);
}

function readSpans(body: Buffer): ReceivedSpan[] {
  return messages(decode(body), 1).flatMap((group) => {
    const resource = attributes(decode(bytes(group, 1)), 1);
    return messages(group, 2).flatMap((scope) =>
      messages(scope, 2).map((span) => ({
        traceId: bytes(span, 1).toString('hex'),
        spanId: bytes(span, 2).toString('hex'),
        parentId: bytes(span, 4).toString('hex'),
        name: text(span, 5),
        kind: Number(span.get(6)?.[0] ?? 0),
        attributes: attributes(span, 9),
        resource,
      })),
    );
  });
}

const readMetrics = (body: Buffer): readonly string[] =>
  messages(decode(body), 1).flatMap((group) =>
    messages(group, 2).flatMap((scope) => messages(scope, 2).map((metric) => text(metric, 1))),
  );

const readLogs = (body: Buffer): ReceivedLog[] =>
  messages(decode(body), 1).flatMap((group) =>
    messages(group, 2).flatMap((scope) =>
      messages(scope, 2).map((record) => ({
        severity: text(record, 3),
        body: text(decode(bytes(record, 5)), 1),
        type: attributes(record, 6)['type'],
        traceId: bytes(record, 9).toString('hex'),
      })),
    ),
  );
