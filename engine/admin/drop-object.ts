import { isSameName } from '../metadata/command.ts';
import { EMPTY_METADATA, type Metadata } from '../metadata/model.ts';
import type { MetadataObject } from '../metadata/object.ts';
import type { SchemaObject } from '../metadata/schema-object.ts';
import { purge } from './purge.ts';

/** Metadata without an object that the schema cache named inconsistent. */
export function dropObject(metadata: Metadata, object: MetadataObject): Metadata {
  switch (object.kind) {
    case 'source':
    case 'table':
    case 'function':
      return purge(metadata, [object as SchemaObject]);
    case 'function_permission':
      return withoutFunctionPermission(metadata, object);
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
      return purge(metadata, [{ ...object, kind: 'remote-schema-relationship' }]);
    case 'cron_trigger':
      return { ...metadata, cron_triggers: otherThan(metadata.cron_triggers, object.name) };
    case 'custom_types':
      return { ...metadata, custom_types: EMPTY_METADATA.custom_types };
    case 'action':
      return purge(metadata, [{ kind: 'action', name: object.name }]);
    case 'action_permission':
      return withoutActionPermission(metadata, object);
    case 'inherited_role': {
      const { inherited_roles: roles } = metadata;
      return {
        ...metadata,
        inherited_roles: roles.filter((role) => role.role_name !== object.name),
      };
    }
    case 'rest_endpoint':
      return purge(metadata, [{ kind: 'rest-endpoint', name: object.name }]);
    case 'query_collections':
      return withoutQuery(metadata, object);
    case 'host_network_tls_allowlist': {
      const hosts = metadata.network.tls_allowlist.filter(({ host }) => host !== object.host);
      return { ...metadata, network: { tls_allowlist: hosts } };
    }
    case 'open_telemetry':
      return { ...metadata, opentelemetry: { ...metadata.opentelemetry, status: 'disabled' } };
    default: {
      const { kind, source, table, name } = object;
      return purge(metadata, [{ kind: MEMBER[kind], source, table, name }]);
    }
  }
}

type Of<Kind extends MetadataObject['kind']> = Extract<MetadataObject, { readonly kind: Kind }>;

const otherThan = <T extends { readonly name: string }>(items: readonly T[], name: string) =>
  items.filter((item) => item.name !== name);
const otherRoles = <T extends { readonly role: string }>(items: readonly T[], role: string) =>
  items.filter((item) => item.role !== role);

const withoutFunctionPermission = (
  metadata: Metadata,
  { source: name, function: of, role }: Of<'function_permission'>,
): Metadata => ({
  ...metadata,
  sources: metadata.sources.map((source) => ({
    ...source,
    functions: source.functions.map((entry) =>
      source.name === name && isSameName(entry.function, of)
        ? { ...entry, permissions: otherRoles(entry.permissions, role) }
        : entry,
    ),
  })),
});

const withoutActionPermission = (
  metadata: Metadata,
  { action: name, role }: Of<'action_permission'>,
): Metadata => ({
  ...metadata,
  actions: metadata.actions.map((action) =>
    action.name === name
      ? { ...action, permissions: otherRoles(action.permissions, role) }
      : action,
  ),
});

const withoutQuery = (
  metadata: Metadata,
  { collection: name, query }: Of<'query_collections'>,
): Metadata => ({
  ...metadata,
  query_collections: metadata.query_collections.map((collection) =>
    collection.name === name
      ? { ...collection, definition: { queries: otherThan(collection.definition.queries, query) } }
      : collection,
  ),
});

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
