/** Webhooks that may be called at once (HASURA_GRAPHQL_EVENTS_HTTP_POOL_SIZE), shared by all sources. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  get free(): number {
    return this.#free;
  }

  /** Takes a slot if one is free at this moment. */
  takeFree(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  async take(): Promise<void> {
    if (this.takeFree()) return;
    // Handed over by give(), so that nobody comes between.
    await new Promise<void>((given) => this.#waiting.push(given));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
