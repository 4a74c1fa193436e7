import type { TableName } from '../catalog/model.ts';

/**
 * Which piece of metadata is meant: said by the schema cache of what it cannot honour, read by whoever drops it.
 * Type and name are printed as Hasura prints them.
 */
export type MetadataObject =
  | { readonly kind: 'source'; readonly source: string }
  | SourceObject
  | TableObject
  | { readonly kind: 'remote_schema'; readonly name: string }
  | { readonly kind: 'remote_schema_permission'; readonly remote: string; readonly role: string }
  | {
      readonly kind: 'remote_schema_remote_relationship';
      readonly remote: string;
      readonly type: string;
      readonly name: string;
    }
  | { readonly kind: 'cron_trigger'; readonly name: string }
  | { readonly kind: 'custom_types' }
  | { readonly kind: 'action'; readonly name: string }
  | { readonly kind: 'action_permission'; readonly action: string; readonly role: string }
  | { readonly kind: 'inherited_role'; readonly name: string }
  | { readonly kind: 'rest_endpoint'; readonly name: string }
  | { readonly kind: 'query_collections'; readonly collection: string; readonly query: string }
  | { readonly kind: 'host_network_tls_allowlist'; readonly host: string }
  | { readonly kind: 'open_telemetry' };

type SourceObject =
  | { readonly kind: 'table'; readonly source: string; readonly table: TableName }
  | { readonly kind: 'function'; readonly source: string; readonly function: TableName }
  | {
      readonly kind: 'function_permission';
      readonly source: string;
      readonly function: TableName;
      readonly role: string;
    }
  | { readonly kind: 'native_query'; readonly source: string; readonly name: string }
  | { readonly kind: 'logical_model'; readonly source: string; readonly name: string };

export interface TableObject {
  readonly kind:
    | 'object_relation'
    | 'array_relation'
    | 'remote_relationship'
    | 'computed_field'
    | 'event_trigger'
    | 'insert_permission'
    | 'select_permission'
    | 'update_permission'
    | 'delete_permission';
  readonly source: string;
  readonly table: TableName;
  /** The role, for permissions. */
  readonly name: string;
}

/** `author`, `audit.log`: the schema public is not said. */
export const printName = ({ schema, name }: TableName): string =>
  schema === 'public' ? name : `${schema}.${name}`;

/** The `name` of an inconsistency: `computed_field full_name in table author in source default`. */
export function printObject(object: MetadataObject): string {
  return `${object.kind} ${printRest(object)}`;
}

function printRest(object: MetadataObject): string {
  switch (object.kind) {
    case 'source':
      return object.source;
    case 'table':
      return `${printName(object.table)} in source ${object.source}`;
    case 'function':
      return `${printName(object.function)} in source ${object.source}`;
    case 'function_permission':
      return `${object.role} permission for function ${printName(object.function)} in source ${object.source}`;
    case 'native_query':
    case 'logical_model':
      return `${object.name} in source ${object.source}`;
    case 'remote_schema_permission':
      return `${object.role} permission in remote schema ${object.remote}`;
    case 'remote_schema_remote_relationship':
      return `${object.name} on type ${object.type} in remote schema ${object.remote}`;
    case 'custom_types':
      return 'custom_types';
    case 'action_permission':
      return `${object.role} permission in ${object.action}`;
    case 'inherited_role':
      return `inherited role ${object.name}`;
    case 'query_collections':
      return `${object.query} in ${object.collection}`;
    case 'host_network_tls_allowlist':
      return object.host;
    case 'open_telemetry':
      return 'open_telemetry';
    case 'remote_schema':
    case 'cron_trigger':
    case 'action':
    case 'rest_endpoint':
      return object.name;
    default:
      return `${object.name} in table ${printName(object.table)} in source ${object.source}`;
  }
}
