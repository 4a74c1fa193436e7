/**
 * How many writes run at once on connections of their own. Postgres gives each a process: beyond what its processors,
 * locks and disk take in parallel, more of them only get into each other's way (engine/bench.md). How many that are, no
 * setting tells; but those that stand in line there make every write take longer than it would alone. So their number is
 * worked out from that (as TCP Vegas does: Brakmo and Peterson 1995), and what exceeds it waits here.
 */

/** Writes that may always run: most databases have as many processors, or commits waiting for their disk. */
const LEAST = 8;
/** Writes that may stand in line in Postgres, so that it never waits for us. */
const STANDING_MAX = 8;
/** The limit moves by this at each write: from 50 to 10 in 160 of them. */
const STEP = 0.25;
/**
 * A write that takes longer waits for a lock, or has much to do: it gives its turn away. So those that wait for each
 * other, or for what a trigger asks of the engine, get on however many they are.
 */
const TURN_MAX_MS = 50;
const WEIGHT_OF_ALONE = 0.2;

/** What a write takes when nothing is in its way, as far as is known. */
export interface Undisturbed {
  undisturbedMs: number;
}

interface Turn {
  readonly since: number;
  /** How many ran when it began, this one among them. */
  readonly alongside: number;
}

export class WriteTurns {
  readonly #max: number;
  #limit = 2 * LEAST;
  readonly #running = new Set<Turn>();
  readonly #waiting: ((turn: Turn) => void)[] = [];
  #watch: NodeJS.Timeout | undefined;

  /** `max`: connections there are. */
  constructor(max: number) {
    this.#max = max;
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }
  get waiting(): number {
    return this.#waiting.length;
  }

  async run<T>(write: Undisturbed, work: () => Promise<T>): Promise<T> {
    const turn = this.#isFull() ? await this.#wait() : this.#begin();
    try {
      const value = await work();
      this.#learn(write, turn, performance.now() - turn.since);
      return value;
    } finally {
      this.#end(turn);
    }
  }

  #isFull(): boolean {
    return this.#running.size >= Math.max(LEAST, this.limit);
  }

  #begin(): Turn {
    const turn = { since: performance.now(), alongside: this.#running.size + 1 };
    this.#running.add(turn);
    return turn;
  }

  #wait(): Promise<Turn> {
    this.#watch ??= setInterval(() => this.#takeAway(), TURN_MAX_MS);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #learn(write: Undisturbed, { alongside }: Turn, ms: number): void {
    const { undisturbedMs } = write;
    if (alongside === 1 && undisturbedMs < Number.POSITIVE_INFINITY)
      write.undisturbedMs += (ms - undisturbedMs) * WEIGHT_OF_ALONE;
    else write.undisturbedMs = Math.min(undisturbedMs, ms);
    const standing = alongside * (1 - write.undisturbedMs / Math.max(ms, write.undisturbedMs));
    if (standing > STANDING_MAX) this.#limit = Math.max(LEAST, this.#limit - STEP);
    else if (alongside >= this.limit) this.#limit = Math.min(this.#max, this.#limit + STEP);
  }

  #end(turn: Turn): void {
    if (this.#running.delete(turn)) this.#admit();
  }

  #admit(): void {
    while (!this.#isFull() && this.#waiting.length > 0) this.#waiting.shift()?.(this.#begin());
    if (this.#waiting.length > 0 || this.#watch === undefined) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #takeAway(): void {
    const now = performance.now();
    for (const turn of this.#running)
      if (now - turn.since > TURN_MAX_MS) this.#running.delete(turn);
    this.#admit();
  }
}
