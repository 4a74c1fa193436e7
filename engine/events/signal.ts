/** One waits until another gives the sign. A sign that nobody waited for is kept for who comes next. */
export class Signal {
  #isGiven = false;
  #wake: (() => void) | null = null;

  give(): void {
    this.#isGiven = true;
    this.#wake?.();
  }

  reset(): void {
    this.#isGiven = false;
  }

  /** Ends with the sign, at the latest after `milliseconds`. */
  async taken(milliseconds?: number): Promise<void> {
    if (!this.#isGiven) {
      const timer =
        milliseconds === undefined ? undefined : setTimeout(() => this.give(), milliseconds);
      await new Promise<void>((woken) => {
        this.#wake = woken;
      });
      this.#wake = null;
      clearTimeout(timer);
    }
    this.#isGiven = false;
  }
}
