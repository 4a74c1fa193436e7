/** Rates of one day: what one euro is worth in other currencies, in decimal digits as they were told. */
export interface Rates {
  /** The day, as 2020-01-20. */
  readonly date: string;
  readonly rates: Readonly<Record<string, string>>;
}
