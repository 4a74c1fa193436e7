import type { Catalog, FunctionName, Table, TableName } from '../catalog/model.ts';
import type { JoinColumns } from '../ir/bool-exp.ts';
import type { FunctionMetadata, Source, TableMetadata } from '../metadata/model.ts';
import type { BaseName, Naming } from './naming.ts';
import type {
  DeletePermission,
  InsertPermission,
  NativeQueryArgument,
  NativeQueryPiece,
  RoleColumn,
  RoleComputedField,
  RoleFunction,
  SelectPermission,
  UpdatePermission,
} from './role-model.ts';

/** Metadata reconciled with the catalog, before any role looks at it. */
export interface TrackedSource {
  readonly name: string;
  readonly metadata: Source;
  readonly catalog: Catalog;
  readonly naming: Naming;
  readonly stringifyNumerics: boolean;
  /** By keyOf. */
  readonly tables: ReadonlyMap<string, TrackedTable>;
  readonly functions: readonly TrackedFunction[];
  readonly nativeQueries: readonly TrackedNativeQuery[];
  /** Between native queries, by the logical model that they are fields of. */
  readonly queryRelationships: QueryRelationships;
}
export type QueryRelationships = ReadonlyMap<TrackedTable, readonly TrackedQueryRelationship[]>;

export interface TrackedTable {
  readonly source: TrackedSource;
  readonly table: Table;
  readonly metadata: TableMetadata;
  readonly base: BaseName;
  /** As descriptions name it: `author`, `simpipe.runs`. */
  readonly label: string;
  /** Null where its name cannot be one of GraphQL: such a table is usable in permissions only. */
  readonly isExposed: boolean;
  readonly columns: ReadonlyMap<string, RoleColumn>;
  readonly relationships: ReadonlyMap<string, TrackedRelationship>;
  readonly computedFields: ReadonlyMap<string, TrackedComputedField>;
  readonly permissions: ReadonlyMap<string, TablePermissions>;
  /** Of an enum table: value to comment. */
  readonly enumValues: ReadonlyMap<string, string | null> | null;
}

export interface TrackedRelationship {
  readonly name: string;
  readonly kind: 'object' | 'array';
  readonly target: TableName;
  readonly on: JoinColumns;
  readonly insertion: 'before-parent' | 'after-parent';
  readonly isNullable: boolean;
  readonly description: string | null;
}

export interface TrackedComputedField extends RoleComputedField {
  /** The table whose rows it returns; null for a scalar. */
  readonly returnsTable: TableName | null;
  readonly returnsSet: boolean;
}

export interface TablePermissions {
  readonly select: (SelectPermission & RootVisibility) | null;
  readonly insert: InsertPermission | null;
  readonly update: UpdatePermission | null;
  readonly delete: DeletePermission | null;
}
/** Null: all root fields. */
export interface RootVisibility {
  readonly queryRoots: ReadonlySet<string> | null;
  readonly subscriptionRoots: ReadonlySet<string> | null;
}

export interface TrackedFunction {
  readonly metadata: FunctionMetadata;
  readonly name: FunctionName;
  readonly base: BaseName;
  readonly function: RoleFunction['function'];
  readonly sessionArgument: number | null;
  readonly returns: TableName;
  readonly isMutation: boolean;
  /** Roles named by its permissions. */
  readonly roles: ReadonlySet<string>;
}

export interface TrackedQueryRelationship {
  readonly name: string;
  readonly kind: 'object' | 'array';
  readonly query: TrackedNativeQuery;
  readonly on: JoinColumns;
  readonly isNullable: boolean;
  /** The logical model lists it among its fields, so that permissions do too. */
  readonly isListed: boolean;
}

export interface TrackedNativeQuery {
  readonly name: string;
  readonly description: string | null;
  readonly pieces: readonly NativeQueryPiece[];
  readonly args: ReadonlyMap<string, NativeQueryArgument>;
  readonly model: TrackedTable;
}
