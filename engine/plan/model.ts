import type { Mutation } from '../ir/mutation.ts';
import type { QueryRoot, Select } from '../ir/select.ts';
import type { Param } from '../pg/sql.ts';

/** A root field, resolved. */
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
      readonly kind: 'mutation';
      readonly alias: string;
      readonly source: string;
      /** The root field, for the paths of errors. */
      readonly name: string;
      readonly mutation: Mutation;
    }
  | {
      readonly kind: 'stream';
      readonly alias: string;
      readonly source: string;
      readonly stream: StreamRoot;
    }
  | { readonly kind: 'namespace'; readonly alias: string; readonly roots: readonly Root[] };

/** A streaming subscription: rows past the cursor, in its order. */
export interface StreamRoot {
  /** Its `where` compares with `cursor` params, its limit is the size of a batch. */
  readonly select: Select;
  readonly batchSize: Param;
  /** The columns of the cursor with the value to start from. */
  readonly cursor: readonly {
    readonly column: string;
    readonly type: string;
    readonly initial: Param | null;
  }[];
}
