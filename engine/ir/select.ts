import type { TableName } from '../catalog/model.ts';
import type { Param } from '../pg/sql.ts';
import type { BoolExp, FunctionCall, JoinColumns, Operand, Scalar, SqlType } from './bool-exp.ts';
import type { RemoteCall } from './remote.ts';

/** Where rows come from. */
export type From =
  | { readonly kind: 'table'; readonly table: TableName }
  | { readonly kind: 'function'; readonly call: FunctionCall }
  /** Rows that an earlier statement of a mutation wrote: the local is an array of the table's row type. */
  | { readonly kind: 'rows'; readonly table: TableName; readonly local: string }
  /** Objects that came from elsewhere (keys of a join): the local is a JSON list of them. */
  | {
      readonly kind: 'records';
      readonly local: string;
      readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
    }
  /** A native query: trusted SQL with parameters in its holes, and the columns of its logical model. */
  | {
      readonly kind: 'native-query';
      readonly name: string;
      readonly pieces: readonly NativePiece[];
    };

export type NativePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Operand };

/** Rows of one table, function or query: the heart of every read. */
export interface Select {
  readonly from: From;
  /** The permission's filter and the client's where together. */
  readonly where: BoolExp;
  readonly orderBy: readonly OrderBy[];
  readonly distinctOn: readonly Scalar[];
  /** The smaller of what the client asks for and what the permission allows. */
  readonly limit: Limit;
  readonly offset: Param | null;
  readonly fields: readonly Field[];
}

export interface Limit {
  readonly asked: Param | null;
  readonly allowed: number | null;
  /** Rows that are equal to the last one in the order come too: a stream must not cut through equal cursors. */
  readonly hasTies?: true;
}
export const NO_LIMIT: Limit = { asked: null, allowed: null };

export interface OrderBy {
  readonly by: OrderTarget;
  readonly direction: 'asc' | 'desc';
  /** Null: as Postgres has it (asc last, desc first). */
  readonly nulls: 'first' | 'last' | null;
}

export type OrderTarget =
  | Scalar
  /** A column over one object relationship; `where` is the related table's permission. */
  | {
      readonly kind: 'object';
      readonly table: TableName;
      readonly on: JoinColumns;
      readonly where: BoolExp;
      readonly by: OrderTarget;
    }
  /** `articles_aggregate: { count: desc }`; over an array relationship. */
  | {
      readonly kind: 'aggregate';
      readonly table: TableName;
      readonly on: JoinColumns;
      readonly where: BoolExp;
      readonly function: string;
      readonly column: Scalar | null;
    }
  /** Over a computed field that returns rows. */
  | {
      readonly kind: 'call-aggregate';
      readonly call: FunctionCall;
      readonly where: BoolExp;
      readonly function: string;
      readonly column: Scalar | null;
    };

/** How a value is printed as JSON. */
export type Output =
  /** `to_json` of the value, as json_agg would. */
  | 'plain'
  /** As text even where JSON has numbers: bigint, numeric, float with --stringify-numeric-types. */
  | 'text'
  /** The same of an array. */
  | 'text-array'
  /** `ST_AsGeoJSON(value, 15, 4)::json` */
  | 'geojson';

/** One entry of a selection set, in the order asked for. `alias` is the key of the answer. */
export type Field =
  | {
      readonly kind: 'scalar';
      readonly alias: string;
      readonly value: Scalar;
      readonly output: Output;
      /** `path:` argument of json columns: steps into the value, as text[]. */
      readonly path: readonly string[] | null;
      /** Inherited roles: the cell is null unless this holds. */
      readonly when: BoolExp | null;
    }
  | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
  /** One related row or null. */
  | {
      readonly kind: 'object';
      readonly alias: string;
      readonly on: JoinColumns;
      /** The columns joined on are a key of the related table: there is one row at most, and a plain join will do. */
      readonly isUnique: boolean;
      readonly select: Select;
      readonly when: BoolExp | null;
    }
  /** Related rows as a list. */
  | {
      readonly kind: 'array';
      readonly alias: string;
      readonly on: JoinColumns;
      readonly select: Select;
      readonly when: BoolExp | null;
    }
  | {
      readonly kind: 'array-aggregate';
      readonly alias: string;
      readonly on: JoinColumns;
      readonly select: AggregateSelect;
      readonly when: BoolExp | null;
    }
  /** A computed field of rows: the select's `from` is the function with the row as an argument. */
  | {
      readonly kind: 'call';
      readonly alias: string;
      readonly shape: 'one' | 'many';
      readonly select: Select;
      readonly when: BoolExp | null;
    }
  /** Relay: see relay.ts */
  | {
      readonly kind: 'connection';
      readonly alias: string;
      readonly on: JoinColumns;
      readonly connection: Connection;
      readonly when: BoolExp | null;
    }
  /** The global id of Relay: base64 of `[1, schema, table, key…]`. */
  | {
      readonly kind: 'node-id';
      readonly alias: string;
      readonly table: TableName;
      readonly key: readonly Scalar[];
    }
  /**
   * Filled in after this statement by another source or a remote schema: the row carries the key as a JSON object under
   * the alias, and execute/join.ts puts what is found for it there.
   */
  | {
      readonly kind: 'join';
      readonly alias: string;
      readonly key: readonly {
        readonly name: string;
        readonly value: Scalar;
        readonly output: Output;
      }[];
      readonly join: Join;
    };

/** `articles_aggregate { aggregate { … } nodes { … } }` */
export interface AggregateSelect {
  /** Its `fields` are empty: where, order and limits of the rows that are aggregated. */
  readonly rows: Select;
  /** The permission's limit: on `nodes`, not on what is counted. */
  readonly nodesLimit: number | null;
  readonly fields: readonly AggregateField[];
}
export type AggregateField =
  | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
  | {
      readonly kind: 'aggregate';
      readonly alias: string;
      readonly fields: readonly AggregateValue[];
    }
  | { readonly kind: 'nodes'; readonly alias: string; readonly fields: readonly Field[] };
export type AggregateValue =
  | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
  | {
      readonly kind: 'count';
      readonly alias: string;
      readonly columns: readonly Scalar[];
      readonly distinct: boolean;
      readonly output: Output;
    }
  /** `sum { a b }`: one function over several columns. */
  | {
      readonly kind: 'function';
      readonly alias: string;
      readonly function: string;
      readonly of: readonly (
        | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
        | {
            readonly kind: 'scalar';
            readonly alias: string;
            readonly value: Scalar;
            readonly output: Output;
          }
      )[];
    };

/** A page of a Relay connection. */
export interface Connection {
  /** Permission with its limit, where and the whole order (the primary key makes it total); the client asks for a slice. */
  readonly rows: Select;
  /** What a cursor tells of a row: the terms of the order under the names that the client sees. */
  readonly cursor: readonly CursorTerm[];
  readonly slice: { readonly from: 'first' | 'last'; readonly count: Param } | null;
  /** Rows past the cursor given, in the order; null where none was given. */
  readonly split: { readonly side: 'after' | 'before'; readonly where: CursorSplit } | null;
  readonly fields: readonly ConnectionField[];
}
/** `{"author": {"name": …}, "id": …}`: nested as the order_by is. */
export interface CursorTerm {
  readonly path: readonly string[];
  readonly by: OrderTarget;
}
/** The row comes behind (or before) the cursor: decided at the first term that differs. */
export interface CursorSplit {
  readonly terms: readonly {
    readonly by: OrderTarget;
    readonly direction: 'asc' | 'desc';
    readonly nulls: 'first' | 'last';
    /** The cursor's value; null where it is null. */
    readonly value: { readonly param: Param; readonly type: SqlType } | null;
  }[];
}
export type ConnectionField =
  | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
  | {
      readonly kind: 'page-info';
      readonly alias: string;
      readonly fields: readonly {
        readonly alias: string;
        readonly name:
          | '__typename'
          | 'hasNextPage'
          | 'hasPreviousPage'
          | 'startCursor'
          | 'endCursor';
        readonly typename?: string;
      }[];
    }
  | {
      readonly kind: 'edges';
      readonly alias: string;
      readonly fields: readonly (
        | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
        | { readonly kind: 'cursor'; readonly alias: string }
        | { readonly kind: 'node'; readonly alias: string; readonly fields: readonly Field[] }
      )[];
    };

/** What is asked elsewhere for the keys of many rows at once. */
export type Join =
  /** Of another source: one row for each key, whose field JOINED is what belongs to it. */
  | {
      readonly kind: 'source';
      readonly source: string;
      /** Over records of keys, in the local KEYS. */
      readonly select: Select;
    }
  | { readonly kind: 'remote-schema'; readonly call: RemoteCall<Join> };
export const KEYS = 'keys';
export const JOINED = 'joined';

/** A root field that reads. */
export type QueryRoot =
  | { readonly kind: 'many'; readonly select: Select }
  | { readonly kind: 'one'; readonly select: Select }
  | { readonly kind: 'aggregate'; readonly select: AggregateSelect }
  | { readonly kind: 'connection'; readonly connection: Connection };
