import type { Pieces } from '../base/pieces.ts';
import type { ActionOutput } from '../ir/action.ts';
import type { Mutation } from '../ir/mutation.ts';
import type { RemoteCall } from '../ir/remote.ts';
import type { Join, QueryRoot, Select } from '../ir/select.ts';
import type { InputValidation } from '../ir/validation.ts';
import type { Action } from '../metadata/model.ts';
import type { Param } from '../pg/sql.ts';
import type { InputField } from './input.ts';

/** A root field, resolved. */
export type Root =
  | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
  /** Answered without Postgres, by JSON text that is known when planned. */
  | { readonly kind: 'static'; readonly alias: string; readonly json: string }
  | { readonly kind: 'introspection'; readonly alias: string; readonly print: () => Pieces }
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
      /** Webhooks that must not refuse its input. */
      readonly validations: readonly InputValidation[];
    }
  | {
      readonly kind: 'stream';
      readonly alias: string;
      readonly source: string;
      readonly stream: StreamRoot;
    }
  | { readonly kind: 'namespace'; readonly alias: string; readonly roots: readonly Root[] }
  /** Answered as a list, one member a root: `_entities` of Apollo federation. */
  | { readonly kind: 'list'; readonly alias: string; readonly roots: readonly Root[] }
  /** A field of a remote schema. */
  | { readonly kind: 'remote'; readonly alias: string; readonly call: RemoteCall<Join> }
  /** A webhook that is called now, or (`action-start`) whose call is noted for later. */
  | {
      readonly kind: 'action';
      readonly alias: string;
      readonly action: Action;
      readonly input: ActionInput;
      readonly output: ActionOutput;
    }
  | {
      readonly kind: 'action-start';
      readonly alias: string;
      readonly action: Action;
      readonly input: ActionInput;
    }
  /** What became of an asynchronous action. */
  | {
      readonly kind: 'action-result';
      readonly alias: string;
      readonly action: Action;
      readonly id: Param;
      readonly fields: readonly ActionResultField[];
    };

/** The arguments of an action, read anew for each request: `read` (action.ts) checks them as it goes. */
export interface ActionInput {
  readonly args: readonly InputField[];
}

export type ActionResultField =
  | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
  | { readonly kind: 'id' | 'created_at' | 'errors'; readonly alias: string }
  | { readonly kind: 'output'; readonly alias: string; readonly output: ActionOutput };

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
