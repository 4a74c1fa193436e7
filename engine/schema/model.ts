import type { EngineError } from '../base/error.ts';
import type { TableName } from '../catalog/model.ts';
import type { TypeRef } from '../catalog/remote-model.ts';
import type { JoinColumns } from '../ir/bool-exp.ts';
import type { RemoteTarget, RemoteValue } from '../ir/remote.ts';
import type { Action } from '../metadata/model.ts';
import type { MetadataObject } from '../metadata/object.ts';
import type { Features } from './features.ts';
import type {
  RoleColumn,
  RoleComputedField,
  RoleFunction,
  RoleNativeQuery,
  RoleRelationship,
  RoleTable,
} from './role-model.ts';
import type { TrackedSource } from './tracked.ts';

export type { TypeRef } from '../catalog/remote-model.ts';
export type {
  InsertPermission,
  RoleColumn,
  RoleComputedField,
  RoleFunction,
  RoleNativeQuery,
  RoleRelationship,
  RoleTable,
  SelectPermission,
  UpdatePermission,
} from './role-model.ts';

/**
 * What one role may see: GraphQL types as data, each field tagged with what it means, so that plan/ needs no lookup
 * by name in metadata. Own types and not graphql-js's GraphQLSchema: Hasura's error texts and its introspection differ
 * from graphql-js's, and a role of 1,000 tables must cost little until it is used (docs/adr/0005-own-schema-model.md).
 */
export interface RoleSchema {
  readonly role: string;
  readonly types: Types;
  readonly query: ObjectType;
  readonly mutation: ObjectType | null;
  readonly subscription: ObjectType | null;
  /** Remote schemas of which it sees something. */
  readonly remotes: readonly RoleRemote[];
  /** False: `__schema` and `__type` are unknown fields. */
  readonly mayIntrospect: boolean;
  /** Of `x-hasura-use-backend-only-permissions`: another schema of the same role with the hidden mutations. */
  readonly backendOnly: boolean;
  readonly features: Features;
}

/** Types by name, each made when first asked for. */
export interface Types {
  get(name: string): NamedType | undefined;
  /** Without making the type. */
  kindOf(name: string): NamedType['kind'] | undefined;
  /** As `get`, also where no field met so far refers to it. */
  find(name: string): NamedType | undefined;
  /**
   * Every type reachable from the roots. One that no request met is made for this look alone: those of a thousand
   * tables would be there for ever after one introspection. What only arguments name is met once those are read, which
   * is done here unless the caller says that it does.
   */
  each(options?: EachOptions): Iterable<NamedType>;
}

export interface EachOptions {
  readonly callerReadsArguments: boolean;
}

/** A remote schema in the eyes of one role. */
export interface RoleRemote extends RemoteTarget {
  /** Its types by the names that they have here; its own, for a table or another remote may have one of the same name. */
  readonly types: Types;
  /** The name at the remote of a type. */
  originalType(name: string): string;
  /** Fields of an input type that the role is not shown, with their values. */
  hiddenIn(inputType: string): ReadonlyMap<string, RemoteValue>;
  /** Whether values of the type must be taken apart because something is hidden in them, at any depth. */
  hidesWithin(inputType: string): boolean;
}

/** A relationship that leads out of a source, a remote schema or an action's answer. */
export interface RoleJoin {
  /** What of the left side it is asked for with, by names that the target uses. */
  readonly key: ReadonlyMap<string, JoinKey>;
  readonly target: RoleJoinTarget;
}
export type JoinKey =
  | { readonly kind: 'column'; readonly column: RoleColumn }
  | { readonly kind: 'computed'; readonly field: RoleComputedField }
  /** Of an object that a remote schema or a webhook answers, by its name there. */
  | { readonly kind: 'field'; readonly name: string };
export type RoleJoinTarget =
  | {
      readonly kind: 'source';
      readonly shape: 'object' | 'array' | 'array-aggregate';
      readonly table: RoleTable;
      /** Name in the key to column. */
      readonly on: JoinColumns;
    }
  | {
      readonly kind: 'remote-schema';
      readonly remote: RoleRemote;
      /** Fields inside of each other, from the query root inwards. */
      readonly steps: readonly {
        readonly name: string;
        readonly args: ReadonlyMap<string, RemoteValue>;
      }[];
    };

export type NamedType =
  | ObjectType
  | InterfaceType
  | UnionType
  | InputObjectType
  | EnumType
  | ScalarType;

export interface ObjectType {
  readonly kind: 'object';
  readonly name: string;
  readonly description: string | null;
  readonly fields: ReadonlyMap<string, FieldDef>;
  readonly interfaces: readonly string[];
}
export interface InterfaceType {
  readonly kind: 'interface';
  readonly name: string;
  readonly description: string | null;
  readonly fields: ReadonlyMap<string, FieldDef>;
  readonly possible: readonly string[];
}
export interface UnionType {
  readonly kind: 'union';
  readonly name: string;
  readonly description: string | null;
  readonly possible: readonly string[];
}
export interface InputObjectType {
  readonly kind: 'input';
  readonly name: string;
  readonly description: string | null;
  readonly fields: ReadonlyMap<string, InputFieldDef>;
}
export interface EnumType {
  readonly kind: 'enum';
  readonly name: string;
  readonly description: string | null;
  /** GraphQL name to what it means. */
  readonly values: ReadonlyMap<string, EnumValueDef>;
}
export interface EnumValueDef {
  readonly description: string | null;
  /** The column of a `*_select_column`, the row of an enum table, `asc`…: text that the planner reads. */
  readonly value: string;
}
export interface ScalarType {
  readonly kind: 'scalar';
  readonly name: string;
  readonly description: string | null;
  /** The type of Postgres behind it, by its name in the catalog: its values are read as Hasura reads them. */
  readonly catalogName: string | null;
}

export interface FieldDef {
  readonly name: string;
  readonly description: string | null;
  readonly type: TypeRef;
  readonly args: ReadonlyMap<string, InputFieldDef>;
  readonly means: FieldMeaning;
}
export interface InputFieldDef {
  readonly name: string;
  readonly description: string | null;
  readonly type: TypeRef;
  /** The default as GraphQL text, for introspection; applied by plan/input.ts. */
  readonly defaultValue: string | null;
  readonly means: InputMeaning;
}

/** What a field of an output type stands for. */
export type FieldMeaning =
  // root fields of a table
  | {
      readonly kind: 'select' | 'select-by-pk' | 'select-aggregate' | 'select-stream';
      readonly table: RoleTable;
    }
  | { readonly kind: 'connection'; readonly table: RoleTable }
  | { readonly kind: 'insert' | 'insert-one'; readonly table: RoleTable }
  | { readonly kind: 'update' | 'update-by-pk' | 'update-many'; readonly table: RoleTable }
  | { readonly kind: 'delete' | 'delete-by-pk'; readonly table: RoleTable }
  // root fields of functions and native queries
  | {
      readonly kind: 'function';
      readonly function: RoleFunction;
      readonly shape: 'one' | 'many' | 'aggregate' | 'connection';
    }
  | { readonly kind: 'native-query'; readonly query: RoleNativeQuery }
  // fields of a row
  | { readonly kind: 'column'; readonly column: RoleColumn }
  | { readonly kind: 'computed-scalar'; readonly field: RoleComputedField }
  | { readonly kind: 'computed-rows'; readonly field: RoleComputedField; readonly table: RoleTable }
  | {
      readonly kind: 'object' | 'array' | 'array-aggregate' | 'array-connection';
      readonly relationship: RoleRelationship;
    }
  | { readonly kind: 'join'; readonly join: RoleJoin }
  | { readonly kind: 'node-id'; readonly table: RoleTable }
  // inside aggregates
  | { readonly kind: 'aggregate' | 'nodes' | 'count' }
  | { readonly kind: 'aggregate-function'; readonly function: string }
  // inside connections
  | { readonly kind: 'page-info' | 'edges' | 'cursor' | 'edge-node' | 'page-info-field' }
  // inside mutation responses
  | { readonly kind: 'affected-rows' | 'returning' }
  // roots of other kinds
  /** `node(id)` of Relay: the table that an id names, and the type of its rows, where the role may see it. */
  | {
      readonly kind: 'node';
      find(name: TableName): { readonly table: RoleTable; readonly type: string } | null;
    }
  | {
      readonly kind:
        | 'introspection-schema'
        | 'introspection-type'
        | 'introspection-field'
        | 'typename';
    }
  | { readonly kind: 'federation-service' }
  | {
      readonly kind: 'federation-entities';
      /** Names of the key's fields, by the name of the type. */
      readonly keys: ReadonlyMap<string, readonly string[]>;
      find(type: string): RoleTable | null;
    }
  /** An action that answers at once, one that answers with an id, and what became of the latter. */
  | { readonly kind: 'action' | 'action-start' | 'action-result'; readonly action: Action }
  | {
      readonly kind: 'action-result-field';
      readonly name: 'id' | 'created_at' | 'errors' | 'output';
    }
  /** Of an object that an action answers with. */
  | { readonly kind: 'action-field' }
  /** Of a remote schema, by its name there, with the values of arguments that the role is not shown. */
  | {
      readonly kind: 'remote-field';
      readonly remote: RoleRemote;
      readonly name: string;
      readonly hidden: ReadonlyMap<string, RemoteValue>;
    }
  /** A field that only nests the root fields of a remote schema. */
  | { readonly kind: 'remote-namespace'; readonly remote: RoleRemote }
  /** Always the same answer. */
  | { readonly kind: 'constant'; readonly json: string }
  /** A field that only nests those of a source. */
  | { readonly kind: 'namespace' };

/** What an argument or a field of an input object stands for. */
export type InputMeaning =
  | { readonly kind: 'plain' }
  // arguments of a selection
  | {
      readonly kind:
        | 'where'
        | 'order-by'
        | 'distinct-on'
        | 'limit'
        | 'offset'
        | 'first'
        | 'last'
        | 'after'
        | 'before'
        | 'cursor'
        | 'batch-size'
        | 'json-path'
        | 'function-args'
        | 'count-columns'
        | 'count-distinct';
    }
  | { readonly kind: 'key-column'; readonly column: RoleColumn }
  // fields of a bool_exp
  | { readonly kind: 'and' | 'or' | 'not' }
  | { readonly kind: 'column-comparison'; readonly column: RoleColumn }
  | { readonly kind: 'computed-comparison'; readonly field: RoleComputedField }
  | { readonly kind: 'relationship-filter'; readonly relationship: RoleRelationship }
  | {
      readonly kind: 'computed-rows-filter';
      readonly field: RoleComputedField;
      readonly table: RoleTable;
    }
  | { readonly kind: 'aggregate-filter'; readonly relationship: RoleRelationship }
  | { readonly kind: 'operator'; readonly operator: string }
  // fields of an order_by
  | { readonly kind: 'column-order'; readonly column: RoleColumn }
  | { readonly kind: 'computed-order'; readonly field: RoleComputedField }
  | {
      readonly kind: 'relationship-order' | 'aggregate-order';
      readonly relationship: RoleRelationship;
    }
  | {
      readonly kind: 'computed-aggregate-order';
      readonly field: RoleComputedField;
      readonly table: RoleTable;
    }
  | { readonly kind: 'function-order'; readonly function: string }
  // inputs of mutations
  | { readonly kind: 'column-value'; readonly column: RoleColumn }
  | { readonly kind: 'nested-object' | 'nested-array'; readonly relationship: RoleRelationship }
  | {
      readonly kind:
        | 'objects'
        | 'object'
        | 'on-conflict'
        | 'constraint'
        | 'update-columns'
        | 'updates'
        | 'pk-columns'
        | 'data';
    }
  | { readonly kind: 'update-operator'; readonly operator: string }
  | { readonly kind: 'function-argument'; readonly index: number };

/** A metadata object that cannot be honoured, with Hasura's reason. */
export interface Inconsistency {
  /** Hasura's words: `table`, `object_relation`, `array_relation`, `select_permission`, `remote_schema`, … */
  readonly type: string;
  /** Hasura's words: `printObject(object)`. */
  readonly name: string;
  /** Absent where the matter is of no object. */
  readonly definition?: unknown;
  readonly reason: string;
  /**
   * The same object for programs: what drop_inconsistent_metadata removes. Null where nothing is wrong with any: a role
   * goes without what its parents contradict each other in, which is told and stops no change.
   */
  readonly object: MetadataObject | null;
  /** What the parents contradict each other in. */
  readonly entity?: unknown;
  /** Definitions that cannot stand beside each other; they are told in the place of one. */
  readonly conflicts?: readonly unknown[];
  readonly message?: unknown;
  /** The error that it was found by. */
  readonly cause?: EngineError;
}

export interface RoleOptions {
  readonly backendOnly?: boolean;
  readonly relay?: boolean;
}

/** Metadata and catalogs reconciled; replaced whole, never edited. */
export interface SchemaCache {
  readonly resourceVersion: number;
  /** What is tracked, by the name of the source. */
  readonly sources: ReadonlyMap<string, TrackedSource>;
  readonly inconsistencies: readonly Inconsistency[];
  /** Made when first asked for; a role that metadata does not name has an empty query root. */
  role(name: string, options?: RoleOptions): RoleSchema;
  /** Every role that metadata names. */
  readonly roles: readonly string[];
}
