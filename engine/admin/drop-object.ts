import type { Metadata } from '../metadata/model.ts';
import type { MetadataObject } from '../metadata/object.ts';
import type { SchemaObject } from '../metadata/schema-object.ts';
import { purge } from './purge.ts';

/** Metadata without an object that the schema cache named inconsistent. */
export function dropObject(metadata: Metadata, object: MetadataObject): Metadata {
  const otherThan = <T extends { readonly name: string }>(items: readonly T[], name: string) =>
    items.filter((item) => item.name !== name);
  switch (object.kind) {
    case 'source':
    case 'table':
    case 'function':
      return purge(metadata, [object as SchemaObject]);
    case 'function_permission':
      return {
        ...metadata,
        sources: metadata.sources.map((source) => ({
          ...source,
          functions: source.functions.map((entry) =>
            source.name === object.source &&
            entry.function.name === object.function.name &&
            entry.function.schema === object.function.schema
              ? {
                  ...entry,
                  permissions: entry.permissions.filter(({ role }) => role !== object.role),
                }
              : entry,
          ),
        })),
      };
    case 'native_query':
      return purge(metadata, [{ ...object, kind: 'native-query' }]);
    case 'logical_model':
      return purge(metadata, [{ ...object, kind: 'logical-model' }]);
    case 'remote_schema':
      return purge(metadata, [{ kind: 'remote-schema', name: object.name }]);
    case 'remote_schema_permission':
      return purge(metadata, [
        { kind: 'remote-schema-permission', name: object.remote, role: object.role },
      ]);
    case 'remote_schema_remote_relationship':
      return {
        ...metadata,
        remote_schemas: metadata.remote_schemas.map((remote) => ({
          ...remote,
          remote_relationships: remote.remote_relationships.map((type) =>
            remote.name === object.remote && type.type_name === object.type
              ? { ...type, relationships: otherThan(type.relationships, object.name) }
              : type,
          ),
        })),
      };
    case 'cron_trigger':
      return { ...metadata, cron_triggers: otherThan(metadata.cron_triggers, object.name) };
    case 'custom_types':
      return {
        ...metadata,
        custom_types: { enums: [], input_objects: [], objects: [], scalars: [] },
      };
    case 'action':
      return purge(metadata, [{ kind: 'action', name: object.name }]);
    case 'action_permission':
      return {
        ...metadata,
        actions: metadata.actions.map((action) =>
          action.name === object.action
            ? {
                ...action,
                permissions: action.permissions.filter(({ role }) => role !== object.role),
              }
            : action,
        ),
      };
    case 'inherited_role':
      return {
        ...metadata,
        inherited_roles: metadata.inherited_roles.filter(
          ({ role_name }) => role_name !== object.name,
        ),
      };
    case 'rest_endpoint':
      return purge(metadata, [{ kind: 'rest-endpoint', name: object.name }]);
    case 'query_collections':
      return {
        ...metadata,
        query_collections: metadata.query_collections.map((collection) =>
          collection.name === object.collection
            ? {
                ...collection,
                definition: { queries: otherThan(collection.definition.queries, object.query) },
              }
            : collection,
        ),
      };
    case 'host_network_tls_allowlist':
      return {
        ...metadata,
        network: {
          tls_allowlist: metadata.network.tls_allowlist.filter(({ host }) => host !== object.host),
        },
      };
    case 'open_telemetry':
      return { ...metadata, opentelemetry: { ...metadata.opentelemetry, status: 'disabled' } };
    default:
      return purge(metadata, [
        {
          kind: MEMBER[object.kind],
          source: object.source,
          table: object.table,
          name: object.name,
        },
      ]);
  }
}

const MEMBER = {
  object_relation: 'relationship',
  array_relation: 'relationship',
  remote_relationship: 'remote-relationship',
  computed_field: 'computed-field',
  event_trigger: 'event-trigger',
  insert_permission: 'insert-permission',
  select_permission: 'select-permission',
  update_permission: 'update-permission',
  delete_permission: 'delete-permission',
} as const;
