import type { Column, DbFunction, PgType, Table, TableName } from '../catalog/model.ts';
import type { BoolExp, JoinColumns, Operand } from '../ir/bool-exp.ts';
import type { Output } from '../ir/select.ts';
import type { InputHook } from '../ir/validation.ts';

/** Tables, columns, functions and permissions in the eyes of one role: what the fields of its types stand for. */

/** A tracked table as one role sees it. `select` and its like are null where the role lacks the permission. */
export interface RoleTable {
  readonly source: string;
  readonly table: Table;
  /** The base of type names: `author`, `myschema_author`, or the custom name. */
  readonly typeName: string;
  readonly isEnum: boolean;
  /** All columns by the name of the column in Postgres. */
  readonly columns: ReadonlyMap<string, RoleColumn>;
  readonly relationships: ReadonlyMap<string, RoleRelationship>;
  readonly computedFields: ReadonlyMap<string, RoleComputedField>;
  readonly select: SelectPermission | null;
  readonly insert: InsertPermission | null;
  readonly update: UpdatePermission | null;
  readonly delete: DeletePermission | null;
}

export interface RoleColumn {
  readonly column: Column;
  /** The GraphQL name, by custom name or naming convention. */
  readonly field: string;
  /** The enum table whose values it takes. */
  readonly enumTable: TableName | null;
  readonly output: Output;
}

export interface RoleRelationship {
  readonly name: string;
  readonly kind: 'object' | 'array';
  readonly on: JoinColumns;
  /** Late, because tables refer to each other. */
  readonly target: () => RoleTable;
  /** For nested inserts: whether the parent must be inserted before or after the child. */
  readonly insertion: 'before-parent' | 'after-parent';
  readonly isNullable: boolean;
  /** Inherited roles: the cell's condition. */
  readonly when: BoolExp | null;
  /** Where the rows come from, if not from the target itself. */
  readonly query?: RoleNativeQuery;
}

export interface RoleComputedField {
  readonly name: string;
  readonly field: string;
  readonly function: DbFunction;
  /** Index of the row's argument and of the session's. */
  readonly rowArgument: number;
  readonly sessionArgument: number | null;
  readonly output: Output;
  readonly description: string | null;
}

export interface RoleFunction {
  readonly source: string;
  readonly function: DbFunction;
  readonly sessionArgument: number | null;
  readonly table: RoleTable;
}

export interface RoleNativeQuery {
  readonly source: string;
  readonly name: string;
  readonly pieces: readonly NativeQueryPiece[];
  readonly args: ReadonlyMap<string, NativeQueryArgument>;
  /** Its logical model, as if it were a table. */
  readonly table: RoleTable;
}
/** The SQL of a native query, cut at its `{{argument}}`s. */
export type NativeQueryPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'argument'; readonly name: string };
export interface NativeQueryArgument {
  readonly name: string;
  readonly type: PgType;
  readonly isNullable: boolean;
  readonly description: string | null;
}

export interface SelectPermission {
  readonly filter: BoolExp;
  readonly limit: number | null;
  readonly allowAggregations: boolean;
  /** Permitted columns; the value is the condition under which an inherited role sees the cell, null for always. */
  readonly columns: ReadonlyMap<string, BoolExp | null>;
  readonly computedFields: ReadonlyMap<string, BoolExp | null>;
}
export interface InsertPermission {
  readonly check: BoolExp;
  readonly columns: ReadonlySet<string>;
  readonly presets: ReadonlyMap<string, Operand>;
  readonly backendOnly: boolean;
  readonly validateInput: InputHook | null;
}
export interface UpdatePermission {
  readonly filter: BoolExp;
  readonly check: BoolExp;
  readonly columns: ReadonlySet<string>;
  readonly presets: ReadonlyMap<string, Operand>;
  readonly backendOnly: boolean;
  readonly validateInput: InputHook | null;
}
export interface DeletePermission {
  readonly filter: BoolExp;
  readonly backendOnly: boolean;
  readonly validateInput: InputHook | null;
}
