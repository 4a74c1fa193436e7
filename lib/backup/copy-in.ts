import type { Writable } from 'node:stream';
import type pg from 'pg';

/** COPY … FROM stdin over a connection of `pg`, which speaks the protocol's part of it but has no query for it. */

/** The part of a connection that `pg` leaves out of its types. */
interface Connection {
  readonly stream: Writable;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** A query as `client.query()` takes it: it is told of each message that the server sends. */
export class CopyIn implements pg.Submittable {
  readonly done: Promise<void>;
  readonly #text: string;
  readonly #rows: AsyncIterable<Buffer>;
  #finish: (error?: Error) => void = () => undefined;
  #error: Error | undefined;

  /** `rows` as COPY's text format has them, in chunks of any size. */
  constructor(text: string, rows: AsyncIterable<Buffer>) {
    this.#text = text;
    this.#rows = rows;
    this.done = new Promise((resolve, reject) => {
      this.#finish = (error) => (error === undefined ? resolve() : reject(error));
    });
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  handleCopyInResponse(connection: Connection): void {
    this.#send(connection).then(
      () => this.#error ?? connection.endCopyFrom(),
      (error: Error) => connection.sendCopyFail(error.message),
    );
  }

  async #send(connection: Connection): Promise<void> {
    for await (const chunk of this.#rows) {
      if (this.#error !== undefined) return;
      connection.sendCopyFromChunk(chunk);
      if (connection.stream.writableNeedDrain)
        await new Promise((resolve) => connection.stream.once('drain', resolve));
    }
  }

  handleError(error: Error): void {
    this.#error = error;
    this.#finish(error); // `pg` tells a query that failed nothing more
  }
  handleReadyForQuery(): void {
    this.#finish();
  }
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
}
