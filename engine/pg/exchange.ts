import { GuardError, PgError } from './error.ts';
import { Collector, Result, type ResultField, type RowSink } from './result.ts';

/** A question on its way to Postgres, and what came of its answer so far. */

/** A statement that a connection keeps under a name. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
  isParsed: boolean;
  fields: readonly ResultField[];
}

/**
 * How long the answer took, without the time that it waited for those before it; whether it came right behind another
 * tells whether waking Postgres up is part of it.
 */
export type OnServed = (ms: number, isRightBehind: boolean) => void;

/** What is asked, and who is to be told of the answer. */
export interface Question {
  /** In their order; null: without a name. */
  readonly statements: readonly (Prepared | null)[];
  /** Which of them is the question. */
  readonly main: number;
  readonly sink: RowSink | null;
  /** Of the simple protocol: what each statement gave. */
  readonly results: Result[] | null;
  readonly expectedMs: number;
  readonly onServed: OnServed | undefined;
  resolve(result: Result): void;
  reject(error: PgError): void;
}

/** Everything up to one ReadyForQuery. */
export class Exchange {
  readonly question: Question;
  /** The first that Postgres told. */
  error: PgError | null = null;
  /** Which of the statements is being answered. */
  #at = 0;
  #collector: Collector | null = null;
  #fields: readonly ResultField[] = [];
  #tag = '';

  constructor(question: Question) {
    this.question = question;
  }

  /** Postgres parses in the order asked, and what it knew not at all. */
  parsed(): void {
    const first = this.question.statements.find((each) => each !== null && !each.isParsed);
    if (first) first.isParsed = true;
  }

  describe(fields: readonly ResultField[]): void {
    const prepared = this.question.statements[this.#at];
    if (prepared) prepared.fields = fields;
    else this.#fields = fields;
  }

  row(buffer: Buffer, body: number, end: number): void {
    const { main, sink } = this.question;
    if (this.#at !== main) return;
    if (sink !== null) sink.row(buffer, body, end);
    else {
      this.#collector ??= new Collector();
      this.#collector.row(buffer, body, end);
    }
  }

  complete(tag: string): void {
    const { main, results } = this.question;
    if (results !== null) {
      this.#tag = tag;
      results.push(this.result());
      this.#collector = null;
      this.#fields = [];
      return;
    }
    if (this.#at === main) this.#tag = tag;
    this.#at += 1;
  }

  /** One behind the question and before the end is the guard's. */
  errorOf(fields: ReadonlyMap<string, string>): PgError {
    const { main, statements } = this.question;
    const isGuards = this.#at > main && this.#at < statements.length;
    return isGuards ? new GuardError(fields) : new PgError(fields);
  }

  result(): Result {
    const { statements, main } = this.question;
    const fields = statements[main]?.fields ?? this.#fields;
    return new Result(fields, this.#collector?.rows ?? [], this.#tag);
  }
}
