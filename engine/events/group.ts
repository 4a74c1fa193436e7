/** How long an answer waits for others to be written with. */
const LINGER_MS = 4;

/**
 * Collects items and writes them in groups: while one group is written the next one fills up, so that the number of
 * commits follows from how fast Postgres takes them and not from the number of items.
 */
export class Group<T> {
  readonly #write: (items: readonly T[]) => Promise<void>;
  readonly #sizeMax: number;
  #waiting: { readonly item: T; readonly done: () => void }[] = [];
  #writing: Promise<void> | null = null;

  /** `write` must not fail: what cannot be written is its own to deal with. */
  constructor(write: (items: readonly T[]) => Promise<void>, sizeMax: number) {
    this.#write = write;
    this.#sizeMax = sizeMax;
  }

  /** Ends when the item is written. */
  add(item: T): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ item, done });
      this.#writing ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // A short wait lets answers that arrive together be written together: a commit costs more than it.
      if (this.#waiting.length < this.#sizeMax / 4)
        await new Promise((next) => setTimeout(next, LINGER_MS));
      const group = this.#waiting.splice(0, this.#sizeMax);
      await this.#write(group.map(({ item }) => item));
      for (const { done } of group) done();
    }
    this.#writing = null;
  }
}
