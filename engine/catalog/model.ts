/** What Postgres says of itself: read by introspect.sql, never written by us. */

export interface TableName {
  readonly schema: string;
  readonly name: string;
}
export type FunctionName = TableName;

/** `"schema"."name"` joined by a dot, as keys of maps; NUL cannot occur in an identifier, a dot can. */
export type QualifiedKey = string;
export const keyOf = ({ schema, name }: TableName): QualifiedKey => `${schema}\0${name}`;

export type TypeKind = 'base' | 'enum' | 'domain' | 'composite' | 'range' | 'multirange' | 'pseudo';

export interface PgType {
  /** `pg_type.typname`: `int4`, `_text`, `citext`: what Hasura derives a GraphQL scalar's name from. */
  readonly name: string;
  readonly schema: string;
  readonly kind: TypeKind;
  /** `format_type` without modifiers: `integer`, `text[]`: what a cast in SQL text uses. */
  readonly sqlName: string;
  /** Set when the type is an array. */
  readonly element?: PgType;
  /** Set when the type is a domain: the type below it. */
  readonly base?: PgType;
}

export interface Column {
  readonly name: string;
  /** `attnum`: the order in which columns were made, which is the order of fields. */
  readonly position: number;
  readonly type: PgType;
  readonly isNullable: boolean;
  readonly hasDefault: boolean;
  readonly isGenerated: boolean;
  readonly identity: 'none' | 'always' | 'by-default';
  readonly description: string | null;
}

export interface Constraint {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface ForeignKey {
  readonly name: string;
  readonly target: TableName;
  /** Our columns to theirs, in the order of the constraint. */
  readonly columns: ReadonlyMap<string, string>;
}

export interface Table {
  readonly name: TableName;
  readonly oid: number;
  readonly kind: 'table' | 'view' | 'materialized-view' | 'foreign-table' | 'partitioned-table';
  readonly columns: ReadonlyMap<string, Column>;
  readonly primaryKey: Constraint | null;
  readonly uniqueConstraints: readonly Constraint[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly isInsertable: boolean;
  readonly isUpdatable: boolean;
  readonly isDeletable: boolean;
  readonly description: string | null;
}

export interface FunctionArgument {
  /** Null where the function names no argument. */
  readonly name: string | null;
  readonly type: PgType;
  readonly hasDefault: boolean;
}

export interface DbFunction {
  readonly name: FunctionName;
  readonly oid: number;
  /** Input arguments (modes in and inout), in order. */
  readonly args: readonly FunctionArgument[];
  readonly returns: PgType;
  readonly returnsSet: boolean;
  /** The table whose row type it returns; tables, views and materialised views have one. */
  readonly returnsTable: TableName | null;
  readonly volatility: 'volatile' | 'stable' | 'immutable';
  readonly isVariadic: boolean;
  readonly description: string | null;
}

export interface Catalog {
  readonly tables: ReadonlyMap<QualifiedKey, Table>;
  /** Functions of one name, all overloads. */
  readonly functions: ReadonlyMap<QualifiedKey, readonly DbFunction[]>;
  /** `server_version_num`. */
  readonly serverVersion: number;
  /** Rows of enum tables, read for the tables that metadata marks `is_enum`: value to comment. */
  readonly enumValues: ReadonlyMap<QualifiedKey, ReadonlyMap<string, string | null>>;
}
