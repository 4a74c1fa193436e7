import { LRUCache } from 'lru-cache';
import type { PgError } from './error.ts';
import type { Prepared } from './exchange.ts';
import type { Outbox } from './outbox.ts';

/** The statements that a connection keeps under names. Postgres holds a plan for each, some 20 to 100 KB. */

const STATEMENTS_MAX = 250;
/** invalid_sql_statement_name; feature_not_supported with "cached plan must not change result type". */
const STALE: ReadonlySet<string> = new Set(['26000', '0A000']);

export class StatementCache {
  readonly #outbox: Outbox;
  readonly #statements: LRUCache<string, Prepared>;
  #named = 0;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
    this.#statements = new LRUCache({
      max: STATEMENTS_MAX,
      dispose: (prepared, _, why) => {
        if (why === 'evict') outbox.closeStatement(prepared.name);
      },
    });
  }

  /**
   * Its Parse goes out where it is new. One whose Parse is still under way is parsed again, without a name: whatever it
   * stands behind may fail first, and Postgres skips all that belongs to the same question.
   */
  prepare(text: string, isKept: boolean): Prepared {
    const known = isKept ? this.#statements.get(text) : undefined;
    if (known?.isParsed) return known;
    const isNamed = isKept && known === undefined;
    if (isNamed) this.#named += 1;
    const name = isNamed ? `s${this.#named}` : '';
    const prepared: Prepared = { name, text, isParsed: false, fields: [] };
    if (isNamed) this.#statements.set(text, prepared);
    this.#outbox.parse(name, text);
    this.#outbox.describeStatement(name);
    return prepared;
  }

  /** A statement that Postgres did not take, or whose result type changed by DDL, must be prepared anew. */
  failed(prepared: Prepared, { code }: PgError): void {
    const isUseless = !prepared.isParsed || STALE.has(code);
    if (!isUseless || this.#statements.peek(prepared.text) !== prepared) return;
    this.#statements.delete(prepared.text);
    this.#outbox.closeStatement(prepared.name); // no error where it does not exist
  }
}
