import type { TypeRef } from '../catalog/remote-model.ts';
import type { RemoteSchemaMetadata } from '../metadata/model.ts';

/** A remote schema as far as whoever sends something to it must know it. */
export interface RemoteTarget {
  readonly name: string;
  readonly definition: RemoteSchemaMetadata['definition'];
}

/** A value of an argument, its structure plain, its leaves perhaps only known when it is sent. */
export type RemoteValue =
  /** GraphQL text without variables. */
  | { readonly kind: 'literal'; readonly text: string }
  /** Sent as a variable of the type, which is named as the remote names it. */
  | { readonly kind: 'leaf'; readonly leaf: RemoteLeaf; readonly type: TypeRef }
  | { readonly kind: 'list'; readonly of: readonly RemoteValue[] }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, RemoteValue> };

/** Where a value comes from that is not in the text. */
export type RemoteLeaf =
  /** The client's variable, or a piece of one. */
  | { readonly from: 'variable'; readonly path: readonly (string | number)[] }
  | {
      readonly from: 'session';
      readonly name: string;
      /** Of an enum. */
      readonly values: readonly string[] | null;
    }
  /** What an expression within a scalar of JSON came to when it was planned. */
  | { readonly from: 'constant'; readonly value: unknown }
  /** Of the key that a join is asked for with. */
  | { readonly from: 'key'; readonly name: string };

export interface RemoteVariable {
  readonly name: string;
  /** `[Int!]` */
  readonly type: string;
  readonly leaf: RemoteLeaf;
}

/** One field of a remote schema with all that is asked below it. */
export interface RemoteCall<Join> {
  readonly remote: RemoteTarget;
  readonly operation: 'query' | 'mutation';
  /** What the client calls its operation. */
  readonly operationName: string | null;
  /** The field as it is sent; a number stands for the variable of that index, which each key of a join names anew. */
  readonly text: readonly (string | number)[];
  readonly variables: readonly RemoteVariable[];
  /** Where the value is in the answer's data. */
  readonly path: readonly string[];
  readonly shape: Shape<Join> | null;
}

/**
 * What objects of an answer that Postgres did not make become: that of another server, of a webhook. Null in the place
 * of a shape: the value is passed on as it is.
 */
export type Shape<Join> =
  | { readonly kind: 'object'; readonly fields: readonly ShapeField<Join>[] }
  /** An interface or a union: what is asked depends on the type, which the answer tells under the key. */
  | {
      readonly kind: 'abstract';
      readonly key: string;
      readonly types: ReadonlyMap<string, readonly ShapeField<Join>[]>;
    };

export type ShapeField<Join> =
  | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
  | {
      readonly kind: 'value';
      readonly alias: string;
      /** The key in the answer. */
      readonly key: string;
      readonly shape: Shape<Join> | null;
    }
  | {
      readonly kind: 'join';
      readonly alias: string;
      /** The join's key columns by the keys in the answer. */
      readonly columns: readonly { readonly name: string; readonly key: string }[];
      readonly join: Join;
    };
