import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byteLength, type Pieces } from '../base/pieces.ts';
import { type Answer, type AnswerOptions, addressOf, answer, requestIdOf } from './answer.ts';
import { type Head, parseHeadAgain } from './head.ts';
import type { Request } from './message.ts';
import { headText } from './reply-head.ts';
import { sendPieces } from './send-pieces.ts';

/**
 * Reads plain POSTs to a few paths by hand. node:http costs some 25 µs a request, as much as everything else that a
 * small query costs; here it is 3. Whatever is not plain goes to node:http with the bytes that were read already, and
 * the connection stays there.
 */

/** An idle connection is kept this long. */
const KEEP_ALIVE_MS = 65_000;
/** A head that is longer, or did not come in one piece, is node:http's to wait for. */
const HEAD_BYTES_MAX = 16 * 1024;
/** A body beyond this is node:http's too: the time it takes to read is nothing beside what it asks for. */
const BODY_BYTES_MAX = 1024 * 1024;
/** Head and body up to this size are copied into one buffer and one write; beyond, two writes are cheaper. */
export const ONE_WRITE_BYTES = 32 * 1024;

export interface FastLaneOptions extends AnswerOptions {
  readonly fastPaths: readonly string[];
  /** A request must be whole within this time, however steadily it comes. */
  readonly requestTimeoutMs: number;
}

export interface FastLane {
  take(socket: Socket): void;
  /** Closes idle connections, and the others once they have their answer. */
  close(): void;
  destroy(): void;
}

export function openFastLane(
  options: FastLaneOptions,
  handOver: (socket: Socket) => void,
): FastLane {
  const lane = {
    options,
    paths: new Set(options.fastPaths),
    connections: new Set<LaneConnection>(),
    isClosing: false,
    handOver,
  };
  return {
    take(socket) {
      if (lane.paths.size === 0) handOver(socket);
      else lane.connections.add(new LaneConnection(lane, socket));
    },
    close() {
      lane.isClosing = true;
      for (const connection of lane.connections) connection.closeIfIdle();
    },
    destroy() {
      for (const connection of lane.connections) connection.destroy();
    },
  };
}

interface Lane {
  readonly options: FastLaneOptions;
  readonly paths: ReadonlySet<string>;
  readonly connections: Set<LaneConnection>;
  readonly isClosing: boolean;
  handOver(socket: Socket): void;
}

const EMPTY = Buffer.alloc(0);
const HEAD_END = Buffer.from('\r\n\r\n');
/** In node:http's words. */
const TOO_SLOW = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

class LaneConnection {
  readonly #lane: Lane;
  readonly #socket: Socket;
  readonly #ip: string;
  /** Bytes that were read and not yet used. */
  #rest: Buffer = EMPTY;
  /** Bytes that the request at hand needs before it is whole. */
  #wanted = 0;
  /** Runs while a request is not whole. */
  #deadline: NodeJS.Timeout | undefined;
  #lastHead: Head | null = null;
  #current: LaneRequest | null = null;
  readonly #onData = (chunk: Buffer): void => this.#read(chunk);
  readonly #onClose = (): void => this.#closed();
  readonly #onTimeout = (): void => this.#timedOut();
  readonly #onEnd = (): void => this.#ended();
  readonly #onError = (): void => undefined; // the close that follows is what matters

  constructor(lane: Lane, socket: Socket) {
    this.#lane = lane;
    this.#socket = socket;
    this.#ip = addressOf(socket);
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
    socket.on('error', this.#onError);
    socket.setTimeout(KEEP_ALIVE_MS, this.#onTimeout);
  }

  closeIfIdle(): void {
    if (this.#current === null && this.#rest.length === 0) this.#socket.end();
  }
  destroy(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#current !== null) {
      // A client that sends on without waiting for answers is slowed down by the socket itself.
      if (this.#rest.length > BODY_BYTES_MAX) this.#socket.pause();
      return;
    }
    this.#next();
  }

  /** Begins with the next request, if all of it is there. */
  #next(): void {
    if (this.#rest.length === 0 || this.#rest.length < this.#wanted) return;
    const request = this.#cut();
    if (request === 'foreign') this.#giveUp();
    else if (request !== 'incomplete') this.#answer(request);
  }

  /** Takes one request off the bytes that were read. */
  #cut(): LaneRequest | 'foreign' | 'incomplete' {
    const bytes = this.#rest;
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd < 0 || headEnd > HEAD_BYTES_MAX) return 'foreign';
    const sized = parseHeadAgain(bytes.toString('latin1', 0, headEnd), this.#lastHead);
    if (sized === null || !this.#lane.paths.has(sized.head.path)) return 'foreign';
    const { head, contentLength } = sized;
    if (contentLength > BODY_BYTES_MAX) return 'foreign';
    this.#lastHead = head;
    const bodyStart = headEnd + HEAD_END.length;
    const end = bodyStart + contentLength;
    if (bytes.length < end) {
      this.#await(end);
      return 'incomplete';
    }
    if (this.#wanted > 0) this.#endWait();
    this.#rest = bytes.length === end ? EMPTY : bytes.subarray(end);
    return new LaneRequest(head, bytes.subarray(bodyStart, end), this.#ip);
  }

  /** For the rest of a request, which ends after so many bytes. */
  #await(end: number): void {
    this.#wanted = end;
    this.#socket.setTimeout(0);
    this.#deadline = setTimeout(() => {
      this.#socket.end(TOO_SLOW, () => this.#socket.destroy());
    }, this.#lane.options.requestTimeoutMs);
  }

  #endWait(): void {
    this.#wanted = 0;
    clearTimeout(this.#deadline);
    this.#socket.setTimeout(KEEP_ALIVE_MS);
  }

  #answer(request: LaneRequest): void {
    this.#current = request;
    answer(this.#lane.options, request, 0)
      .then((reply) => this.#send(request, reply))
      .catch(() => this.#socket.destroy());
  }

  #send(request: LaneRequest, { status, headers, body }: Answer): void {
    const keepsAlive = request.head.keepsAlive && !this.#lane.isClosing;
    if (body instanceof Readable) {
      this.#stream(request, { status, headers, body });
      return;
    }
    if (this.#socket.destroyed) return; // the client is gone
    const head = headText(status, headers, keepsAlive);
    const bytes = head.length + byteLength(body);
    if (bytes > ONE_WRITE_BYTES) {
      this.#writeLarge(head, body, keepsAlive);
      return;
    }
    const whole = Buffer.allocUnsafe(bytes);
    let at = whole.write(head, 0, 'latin1');
    for (const piece of body) at += piece.copy(whole, at);
    this.#socket.write(whole);
    this.#done(keepsAlive);
  }

  #writeLarge(head: string, body: Pieces, keepsAlive: boolean): void {
    const socket = this.#socket;
    socket.cork();
    socket.write(head, 'latin1');
    const sending = sendPieces(socket, body);
    socket.uncork();
    sending.then(
      () => this.#done(keepsAlive),
      () => socket.destroy(),
    );
  }

  /** Of unknown length: the end of the connection is the end of the body. */
  #stream(request: LaneRequest, { status, headers, body }: Answer & { body: Readable }): void {
    this.#socket.write(headText(status, headers, false), 'latin1');
    pipeline(body, this.#socket).then(
      () => this.#done(false),
      () => request.leave(),
    );
  }

  #done(keepsAlive: boolean): void {
    this.#current = null;
    if (!keepsAlive) {
      this.#socket.end();
      return;
    }
    if (this.#socket.isPaused()) this.#socket.resume();
    if (this.#rest.length > 0) this.#next();
  }

  /** To node:http, with what was read: its listeners take the bytes as if they had just come. */
  #giveUp(): void {
    const socket = this.#socket;
    this.#lane.connections.delete(this);
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('close', this.#onClose);
    socket.off('error', this.#onError);
    socket.off('timeout', this.#onTimeout);
    socket.setTimeout(0);
    this.#lane.handOver(socket);
    socket.emit('data', this.#rest);
    this.#rest = EMPTY;
  }

  /** The client is leaving: as node:http, we take the end of what it sends for the end of its interest. */
  #ended(): void {
    this.#current?.leave();
    this.#socket.end();
  }

  #closed(): void {
    this.#lane.connections.delete(this);
    clearTimeout(this.#deadline);
    this.#current?.leave();
  }

  #timedOut(): void {
    if (this.#current === null) this.#socket.destroy();
  }
}

/** A request of the fast lane; what is seldom asked for is made when it is. */
class LaneRequest implements Request {
  readonly method = 'POST';
  readonly httpVersion = '1.1';
  readonly head: Head;
  readonly body: Buffer;
  readonly ip: string;
  readonly id: string;
  #leaving: AbortController | null = null;

  constructor(head: Head, body: Buffer, ip: string) {
    this.head = head;
    this.body = body;
    this.ip = ip;
    this.id = requestIdOf(head.headers);
  }

  get path(): string {
    return this.head.path;
  }
  get url(): string {
    return this.head.path;
  }
  get query(): URLSearchParams {
    return new URLSearchParams();
  }
  get headers(): Request['headers'] {
    return this.head.headers;
  }
  get rawHeaders(): readonly string[] {
    return this.head.rawHeaders;
  }
  get signal(): AbortSignal {
    this.#leaving ??= new AbortController();
    return this.#leaving.signal;
  }
  leave(): void {
    this.#leaving?.abort();
  }
}
