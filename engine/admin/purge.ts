import { isSameName } from '../metadata/command.ts';
import type { Metadata, RemoteSchemaMetadata, Source, TableMetadata } from '../metadata/model.ts';
import type { SchemaObject, TableMember } from '../metadata/schema-object.ts';

/** Metadata without the given pieces. */
export const purge = (metadata: Metadata, objects: readonly SchemaObject[]): Metadata =>
  objects.reduce(without, metadata);

function without(metadata: Metadata, object: SchemaObject): Metadata {
  const inSource = (name: string, edit: (source: Source) => Source): Metadata => ({
    ...metadata,
    sources: metadata.sources.map((source) => (source.name === name ? edit(source) : source)),
  });
  switch (object.kind) {
    case 'source':
      return {
        ...metadata,
        sources: metadata.sources.filter(({ name }) => name !== object.source),
      };
    case 'table':
      return inSource(object.source, (source) => ({
        ...source,
        tables: source.tables.filter(({ table }) => !isSameName(table, object.table)),
      }));
    case 'function':
      return inSource(object.source, (source) => ({
        ...source,
        functions: source.functions.filter((entry) => !isSameName(entry.function, object.function)),
      }));
    case 'native-query':
      return inSource(object.source, (source) => ({
        ...source,
        native_queries: source.native_queries.filter(
          ({ root_field_name }) => root_field_name !== object.name,
        ),
      }));
    case 'logical-model':
      return inSource(object.source, (source) => ({
        ...source,
        logical_models: source.logical_models.filter(({ name }) => name !== object.name),
      }));
    case 'remote-schema':
      return {
        ...metadata,
        remote_schemas: metadata.remote_schemas.filter(({ name }) => name !== object.name),
      };
    case 'remote-schema-permission':
      return {
        ...metadata,
        remote_schemas: metadata.remote_schemas.map((remote) =>
          remote.name === object.name
            ? {
                ...remote,
                permissions: remote.permissions.filter(({ role }) => role !== object.role),
              }
            : remote,
        ),
      };
    case 'remote-schema-relationship':
      return {
        ...metadata,
        remote_schemas: metadata.remote_schemas.map((remote) =>
          remote.name === object.remote ? withoutRelationship(remote, object) : remote,
        ),
      };
    case 'action':
      return { ...metadata, actions: metadata.actions.filter(({ name }) => name !== object.name) };
    case 'rest-endpoint':
      return {
        ...metadata,
        rest_endpoints: metadata.rest_endpoints.filter(({ name }) => name !== object.name),
      };
    // A role is made of what names it, and a custom type may be named by an action: neither is dropped behind one's back.
    case 'role':
    case 'custom-type':
      return metadata;
    default:
      return inSource(object.source, (source) => ({
        ...source,
        tables: source.tables.map((table) =>
          isSameName(table.table, object.table) ? withoutMember(table, object) : table,
        ),
      }));
  }
}

/** A type without relationships is not named any more. */
const withoutRelationship = (
  remote: RemoteSchemaMetadata,
  { type, name }: { readonly type: string; readonly name: string },
): RemoteSchemaMetadata => ({
  ...remote,
  remote_relationships: remote.remote_relationships.flatMap((entry) => {
    if (entry.type_name !== type) return [entry];
    const relationships = entry.relationships.filter((each) => each.name !== name);
    return relationships.length === 0 ? [] : [{ ...entry, relationships }];
  }),
});

function withoutMember(table: TableMetadata, { kind, name }: TableMember): TableMetadata {
  const others = <T extends { readonly name: string }>(items: readonly T[]): readonly T[] =>
    items.filter((item) => item.name !== name);
  const otherRoles = <T extends { readonly role: string }>(items: readonly T[]): readonly T[] =>
    items.filter(({ role }) => role !== name);
  switch (kind) {
    case 'relationship':
      return {
        ...table,
        object_relationships: others(table.object_relationships),
        array_relationships: others(table.array_relationships),
      };
    case 'computed-field':
      return { ...table, computed_fields: others(table.computed_fields) };
    case 'remote-relationship':
      return { ...table, remote_relationships: others(table.remote_relationships) };
    case 'event-trigger':
      return { ...table, event_triggers: others(table.event_triggers) };
    case 'insert-permission':
      return { ...table, insert_permissions: otherRoles(table.insert_permissions) };
    case 'select-permission':
      return { ...table, select_permissions: otherRoles(table.select_permissions) };
    case 'update-permission':
      return { ...table, update_permissions: otherRoles(table.update_permissions) };
    case 'delete-permission':
      return { ...table, delete_permissions: otherRoles(table.delete_permissions) };
    case 'column': {
      const { [name]: _, ...column_config } = table.configuration.column_config;
      return { ...table, configuration: { ...table.configuration, column_config } };
    }
  }
}
