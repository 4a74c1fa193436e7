import type { TableName } from '../../catalog/model.ts';
import type { TypeRef } from '../../catalog/remote-model.ts';
import type { RemoteRelationshipDefinition } from '../../metadata/model.ts';
import type { JoinKey } from '../model.ts';
import type { TrackedSource, TrackedTable } from '../tracked.ts';

/** A relationship that leads out of a source or a remote schema, its definition resolved. */
export interface TrackedJoin {
  readonly name: string;
  /** What of the left side it needs, by the names of metadata. */
  readonly fields: ReadonlyMap<string, LeftField>;
  readonly target: JoinTarget;
}

/** What a join may be made over: a column, a computed field, a field of a remote schema's type. */
export interface LeftField {
  readonly key: JoinKey;
  /** Its type in GraphQL, under the name that a remote schema would have for it. */
  readonly type: TypeRef;
}

export type JoinTarget =
  | {
      readonly kind: 'source';
      readonly source: TrackedSource;
      readonly table: TableName;
      readonly shape: 'object' | 'array';
      /** Field of the left side to column of the right. */
      readonly on: ReadonlyMap<string, string>;
    }
  | {
      readonly kind: 'remote-schema';
      readonly remote: string;
      readonly call: ToRemoteSchema['remote_field'];
      /** The end of the names of types that are made for its arguments. */
      readonly suffix: string;
    };
export type ToRemoteSchema = Extract<RemoteRelationshipDefinition, { kind: 'to_remote_schema' }>;

/** All of them, by what they are fields of. */
export interface Joins {
  readonly ofTable: ReadonlyMap<TrackedTable, readonly TrackedJoin[]>;
  /** By the remote schema, and the type's name there. */
  readonly ofType: ReadonlyMap<string, ReadonlyMap<string, readonly TrackedJoin[]>>;
}
export const NO_JOINS: Joins = { ofTable: new Map(), ofType: new Map() };
