import type { Socket } from 'node:net';

/** Messages to Postgres, written into one buffer and sent together: what a turn of the event loop asks costs one write. */

export type ParamText = string | Buffer | null;

const START_BYTES = 16 * 1024;
/** Above this a buffer is given back to the collector, lest one huge insert is kept for ever. */
const KEEP_BYTES = 256 * 1024;

const PARSE = 0x50;
const BIND = 0x42;
const DESCRIBE = 0x44;
const CLOSE = 0x43;
const QUERY = 0x51;
const PASSWORD = 0x70;
const COPY_FAIL = 0x66;
const COPY_DATA = 0x64;
const STATEMENT = 0x53;

/** Execute of the unnamed portal without a row limit. */
const EXECUTE = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
const SYNC = Buffer.from([0x53, 0, 0, 0, 4]);
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);

/** Above this a text is measured: three bytes a character would make a buffer of megabytes for what is mostly ASCII. */
const MEASURED_LENGTH = 16 * 1024;

function roomFor(param: ParamText): number {
  if (param === null) return 0;
  if (typeof param !== 'string') return param.length;
  return param.length < MEASURED_LENGTH ? param.length * 3 : Buffer.byteLength(param);
}

let due: Outbox[] = [];
function flushAll(): void {
  const all = due;
  due = [];
  for (const outbox of all) outbox.flush();
}

export class Outbox {
  readonly #socket: Socket;
  #buffer: Buffer = Buffer.allocUnsafeSlow(START_BYTES);
  #end = 0;
  #isScheduled = false;
  /** A buffer that the socket has done with. */
  #spare: Buffer | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Text parameters and results of unstated types: Postgres infers them from the statement. */
  parse(name: string, text: string): void {
    const start = this.#open(PARSE, name.length + text.length * 3 + 4);
    this.#cstring(name);
    this.#cstring(text);
    this.#int16(0);
    this.#close(start);
  }

  /** `binary`: of each column of the result, whether it comes in the binary format; null: none does. */
  bind(statement: string, params: readonly ParamText[], binary: readonly boolean[] | null): void {
    let bytes = statement.length + 16 + (binary === null ? 0 : binary.length * 2);
    for (const param of params) bytes += 4 + roomFor(param);
    const start = this.#open(BIND, bytes);
    this.#cstring(''); // the unnamed portal
    this.#cstring(statement);
    this.#int16(0); // every parameter is text
    this.#int16(params.length);
    for (const param of params) this.#param(param);
    this.#int16(binary === null ? 0 : binary.length);
    if (binary !== null) for (const isBinary of binary) this.#int16(isBinary ? 1 : 0);
    this.#close(start);
  }

  describeStatement(name: string): void {
    this.#named(DESCRIBE, STATEMENT, name);
  }
  closeStatement(name: string): void {
    this.#named(CLOSE, STATEMENT, name);
  }
  execute(): void {
    this.#bytes(EXECUTE);
  }
  sync(): void {
    this.#bytes(SYNC);
  }
  terminate(): void {
    this.#bytes(TERMINATE);
  }

  query(text: string): void {
    const start = this.#open(QUERY, text.length * 3 + 1);
    this.#cstring(text);
    this.#close(start);
  }

  password(text: string): void {
    const start = this.#open(PASSWORD, text.length * 3 + 1);
    this.#cstring(text);
    this.#close(start);
  }

  saslInitial(mechanism: string, first: string): void {
    const start = this.#open(PASSWORD, mechanism.length + first.length * 3 + 8);
    this.#cstring(mechanism);
    this.#param(first);
    this.#close(start);
  }
  saslAnswer(text: string): void {
    const start = this.#open(PASSWORD, text.length * 3);
    this.#end += this.#buffer.write(text, this.#end);
    this.#close(start);
  }

  copyFail(reason: string): void {
    const start = this.#open(COPY_FAIL, reason.length * 3 + 1);
    this.#cstring(reason);
    this.#close(start);
  }

  copyData(bytes: Buffer): void {
    const start = this.#open(COPY_DATA, bytes.length);
    this.#end += bytes.copy(this.#buffer, this.#end);
    this.#close(start);
  }

  /** The first message has no type byte. */
  startup(settings: ReadonlyMap<string, string>): void {
    let bytes = 16;
    for (const [key, value] of settings) bytes += (key.length + value.length) * 3 + 2;
    this.#need(bytes);
    const start = this.#end;
    this.#end += 4;
    this.#int16(3);
    this.#int16(0);
    for (const [key, value] of settings) {
      this.#cstring(key);
      this.#cstring(value);
    }
    this.#buffer[this.#end++] = 0;
    this.#buffer.writeInt32BE(this.#end - start, start);
    this.#schedule();
  }

  /** Sends what is there. Called by itself at the end of the turn. */
  flush(): void {
    this.#isScheduled = false;
    if (this.#end === 0 || this.#socket.destroyed) return;
    const sent = this.#buffer;
    this.#socket.write(sent.subarray(0, this.#end), () => {
      if (sent.length <= KEEP_BYTES) this.#spare = sent;
    });
    this.#buffer = this.#spare ?? Buffer.allocUnsafeSlow(START_BYTES);
    this.#spare = null;
    this.#end = 0;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Behind all that this turn of the event loop reads: what many clients ask leaves in one write a connection.
    if (due.length === 0) setImmediate(flushAll);
    due.push(this);
  }

  #open(type: number, bytes: number): number {
    this.#need(bytes + 5);
    this.#buffer[this.#end++] = type;
    const start = this.#end;
    this.#end += 4;
    return start;
  }
  #close(start: number): void {
    this.#buffer.writeInt32BE(this.#end - start, start);
    this.#schedule();
  }

  #named(type: number, what: number, name: string): void {
    const start = this.#open(type, name.length + 2);
    this.#buffer[this.#end++] = what;
    this.#cstring(name);
    this.#close(start);
  }

  #bytes(message: Buffer): void {
    this.#need(message.length);
    for (let i = 0; i < message.length; i++) this.#buffer[this.#end++] = message[i] ?? 0;
    this.#schedule();
  }

  #param(param: ParamText): void {
    if (param === null) {
      this.#end = this.#buffer.writeInt32BE(-1, this.#end);
      return;
    }
    const at = this.#end + 4;
    const length =
      typeof param === 'string' ? this.#buffer.write(param, at) : param.copy(this.#buffer, at);
    this.#buffer.writeInt32BE(length, this.#end);
    this.#end = at + length;
  }

  #cstring(text: string): void {
    this.#end += this.#buffer.write(text, this.#end);
    this.#buffer[this.#end++] = 0;
  }
  #int16(value: number): void {
    this.#end = this.#buffer.writeInt16BE(value, this.#end);
  }

  #need(bytes: number): void {
    const wanted = this.#end + bytes;
    if (wanted <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(wanted, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#end);
    this.#buffer = grown;
  }
}
