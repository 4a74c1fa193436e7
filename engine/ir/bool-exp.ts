import type { FunctionName, TableName } from '../catalog/model.ts';
import type { Param } from '../pg/sql.ts';

/** A type as SQL text casts to it: `format_type` of the catalog (`integer`, `text[]`). */
export type SqlType = string;

/** A column of the row at hand, or what stands in for one in a comparison, an order or a selection. */
export type Scalar =
  | { readonly kind: 'column'; readonly name: string; readonly type: SqlType }
  /** A computed field that returns a scalar. */
  | { readonly kind: 'computed'; readonly call: FunctionCall; readonly type: SqlType }
  /** A cell that an inherited role sees on a condition, wherever it is looked at: null where the row fails it. */
  | {
      readonly kind: 'guarded';
      readonly of: Scalar;
      readonly when: BoolExp;
      readonly type: SqlType;
    }
  /** `_cast: { String: … }` */
  | { readonly kind: 'cast'; readonly of: Scalar; readonly type: SqlType };

/** A call of a SQL function: of a computed field (with the row as one argument) or of a tracked function. */
export interface FunctionCall {
  readonly name: FunctionName;
  /** In the order of the SQL function; named ones are passed as `name => value`, so that defaults may stand between. */
  readonly args: readonly FunctionCallArgument[];
}
export interface FunctionCallArgument {
  readonly name: string | null;
  readonly value: { readonly kind: 'row' } | Operand;
}

/** The right side of a comparison, or a value to write. */
export type Operand =
  | { readonly kind: 'param'; readonly param: Param; readonly type: SqlType }
  /** A column of the same row, or (`root`) of the row where the permission began: see `rooted`. */
  | { readonly kind: 'column'; readonly name: string; readonly root: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'default' };

/** Operators of two sides whose SQL is `left OP right`. The SQL text of each is in compile/operator.ts, nowhere else. */
export type CompareOp =
  | '_eq'
  | '_neq'
  | '_gt'
  | '_lt'
  | '_gte'
  | '_lte'
  | '_in'
  | '_nin'
  | '_like'
  | '_nlike'
  | '_ilike'
  | '_nilike'
  | '_similar'
  | '_nsimilar'
  | '_regex'
  | '_iregex'
  | '_nregex'
  | '_niregex'
  | '_contains'
  | '_contained_in'
  | '_has_key'
  | '_has_keys_any'
  | '_has_keys_all'
  | '_ancestor'
  | '_ancestor_any'
  | '_descendant'
  | '_descendant_any'
  | '_matches'
  | '_matches_any'
  | '_matches_fulltext'
  | '_st_contains'
  | '_st_crosses'
  | '_st_equals'
  | '_st_intersects'
  | '_st_3d_intersects'
  | '_st_overlaps'
  | '_st_touches'
  | '_st_within'
  | '_st_intersects_rast';

/** Equal pairs of a join: our column to theirs. */
export type JoinColumns = ReadonlyMap<string, string>;

/** A where clause, of a request or of a permission, with every name already resolved. An empty `and` is true. */
export type BoolExp =
  | { readonly kind: 'and' | 'or'; readonly of: readonly BoolExp[] }
  | { readonly kind: 'not'; readonly of: BoolExp }
  /** A permission that speaks of the row where it begins: the row at hand, however it was reached. */
  | { readonly kind: 'rooted'; readonly of: BoolExp }
  | {
      readonly kind: 'compare';
      readonly op: CompareOp;
      readonly left: Scalar;
      readonly right: Operand;
    }
  | { readonly kind: 'is-null'; readonly left: Scalar; readonly negated: boolean }
  /** `_st_d_within`, `_st_3d_d_within`: geography takes a third argument. */
  | {
      readonly kind: 'st-d-within';
      readonly dimensions: 2 | 3;
      readonly left: Scalar;
      readonly from: Operand;
      readonly distance: Operand;
      readonly useSpheroid: Operand | null;
    }
  /** `_st_intersects_nband_geom`, `_st_intersects_geom_nband` of raster. */
  | {
      readonly kind: 'st-intersects-band';
      readonly order: 'nband-geom' | 'geom-nband';
      readonly left: Scalar;
      readonly band: Operand | null;
      readonly geometry: Operand;
    }
  /** A relationship, or (`on` empty) `_exists` over any table. */
  | {
      readonly kind: 'exists';
      readonly table: TableName;
      readonly on: JoinColumns;
      readonly where: BoolExp;
    }
  /** A computed field that returns rows. */
  | { readonly kind: 'exists-call'; readonly call: FunctionCall; readonly where: BoolExp }
  /** `articles_aggregate: { count: { predicate: { _gt: 3 } } }` */
  | {
      readonly kind: 'aggregate';
      readonly table: TableName;
      readonly on: JoinColumns;
      /** The permission of the related table and the client's `filter`. */
      readonly where: BoolExp;
      readonly function: string;
      /** Empty with `count`: every row. */
      readonly args: readonly Scalar[];
      readonly distinct: boolean;
      /** Over the aggregate's value, which stands in it as the column AGGREGATE_VALUE. */
      readonly predicate: BoolExp;
      readonly type: SqlType;
    };

/** The name that stands for the aggregate inside its own predicate. */
export const AGGREGATE_VALUE = '_agg';

export const TRUE: BoolExp = { kind: 'and', of: [] };
export const FALSE: BoolExp = { kind: 'or', of: [] };

/** `a AND b` without needless nesting. */
export function allOf(...parts: readonly BoolExp[]): BoolExp {
  const of = parts.flatMap((part) => (part.kind === 'and' ? part.of : [part]));
  const only = of.length === 1 ? of[0] : undefined;
  return only ?? { kind: 'and', of };
}
