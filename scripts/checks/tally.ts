/** What was asked and how it went. */
export class Tally {
  #passed = 0;
  #failed = 0;

  count(isPassed: boolean): void {
    this.add(isPassed ? 1 : 0, isPassed ? 0 : 1);
  }

  add(passed: number, failed: number): void {
    this.#passed += passed;
    this.#failed += failed;
  }

  get exitCode(): number {
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1; // nothing asked is nothing known
  }

  toString(): string {
    return `${this.#passed} passed, ${this.#failed} failed`;
  }
}
