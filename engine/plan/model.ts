import type { QueryRoot } from '../ir/select.ts';
import type { Param } from '../pg/sql.ts';

/** The operation resolved: root fields in the order they were asked for. */
export interface QueryPlan {
  readonly kind: 'query' | 'subscription';
  readonly roots: readonly Root[];
}

export type Root =
  | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
  /** Answered without Postgres: introspection. JSON text, made when planned. */
  | { readonly kind: 'static'; readonly alias: string; readonly json: string }
  | {
      readonly kind: 'query';
      readonly alias: string;
      readonly source: string;
      readonly query: QueryRoot;
    }
  | {
      readonly kind: 'stream';
      readonly alias: string;
      readonly source: string;
      readonly stream: StreamRoot;
    }
  | { readonly kind: 'namespace'; readonly alias: string; readonly roots: readonly Root[] };

/** A streaming subscription: rows past the cursor, in its order. `where` of the query compares with `cursor` params. */
export interface StreamRoot {
  readonly query: QueryRoot;
  readonly batchSize: Param;
  /** The columns of the cursor with the value to start from (null: from the beginning). */
  readonly cursor: readonly {
    readonly column: string;
    readonly type: string;
    readonly initial: Param | null;
  }[];
}
