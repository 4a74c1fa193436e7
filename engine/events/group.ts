/** How long an answer waits for others to be written with. */
const LINGER_MS = 4;

/**
 * Collects items and writes them in groups: while one group is written the next one fills up, so that the number of
 * commits follows from how fast Postgres takes them and not from the number of items.
 */
export class Group<T> {
  readonly #write: (items: readonly T[]) => Promise<void>;
  readonly #sizeMax: number;
  /** The last one is being filled. */
  readonly #groups: Filling<T>[] = [];
  #isWriting = false;

  /** `write` must not fail: what cannot be written is its own to deal with. */
  constructor(write: (items: readonly T[]) => Promise<void>, sizeMax: number) {
    this.#write = write;
    this.#sizeMax = sizeMax;
  }

  /** Ends when the item is written. All items of a group share what is waited for. */
  add(item: T): Promise<void> {
    const group = this.#open();
    group.items.push(item);
    if (!this.#isWriting) void this.#drain();
    return group.written;
  }

  #open(): Filling<T> {
    const last = this.#groups.at(-1);
    if (last && last.items.length < this.#sizeMax) return last;
    const opened = fill<T>();
    this.#groups.push(opened);
    return opened;
  }

  async #drain(): Promise<void> {
    this.#isWriting = true;
    for (let next = this.#groups[0]; next; next = this.#groups[0]) {
      // A short wait lets answers that arrive together be written together: a commit costs more than it.
      if (next.items.length < this.#sizeMax / 4)
        await new Promise((again) => setTimeout(again, LINGER_MS));
      this.#groups.shift();
      await this.#write(next.items);
      next.done();
    }
    this.#isWriting = false;
  }
}

interface Filling<T> {
  readonly items: T[];
  readonly written: Promise<void>;
  readonly done: () => void;
}

function fill<T>(): Filling<T> {
  let done = (): void => undefined;
  const written = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { items: [], written, done };
}
