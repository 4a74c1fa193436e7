import { isNumber } from '../base/json-number.ts';
import type { TableName } from '../catalog/model.ts';
import { isSameName } from '../metadata/command.ts';
import {
  type EventExtension,
  EXTENSION_KEY,
  mapRowCondition,
} from '../metadata/model/extension.ts';
import type {
  ArrayRelationship,
  Metadata,
  ObjectRelationship,
  RemoteRelationship,
  Source,
  TableMetadata,
  TriggerOperation,
} from '../metadata/model.ts';
import { type FieldOf, mapBoolExp } from './fields.ts';

/**
 * Metadata in which tables, columns or a relationship go by other names, wherever they are mentioned. `fieldOf` must
 * know the old names.
 */
export interface Renames {
  readonly source: string;
  table(name: TableName): TableName;
  /** By the old name of the table. */
  column(table: TableName, name: string): string;
  relationship(table: TableName, name: string): string;
}

export const keepNames = (source: string): Renames => ({
  source,
  table: (name) => name,
  column: (_, name) => name,
  relationship: (_, name) => name,
});

export function rename(metadata: Metadata, renames: Renames, fieldOf: FieldOf): Metadata {
  const remote = (entries: readonly RemoteRelationship[], of: TableName | null) =>
    entries.map((entry) => renameRemote(entry, of, renames));
  return {
    ...metadata,
    sources: metadata.sources.map((source) =>
      source.name === renames.source
        ? renameInSource(source, renames, fieldOf)
        : {
            ...source,
            tables: source.tables.map((table) => ({
              ...table,
              remote_relationships: remote(table.remote_relationships, null),
            })),
          },
    ),
    remote_schemas: metadata.remote_schemas.map((schema) => ({
      ...schema,
      remote_relationships: schema.remote_relationships.map((type) => ({
        ...type,
        relationships: remote(type.relationships, null),
      })),
    })),
    custom_types: {
      ...metadata.custom_types,
      objects: metadata.custom_types.objects.map((object) => ({
        ...object,
        relationships: object.relationships.map((relationship) =>
          relationship.source === renames.source
            ? {
                ...relationship,
                remote_table: renames.table(relationship.remote_table),
                field_mapping: mapValues(relationship.field_mapping, (column) =>
                  renames.column(relationship.remote_table, column),
                ),
              }
            : relationship,
        ),
      })),
    },
  };
}

const mapValues = (
  map: Readonly<Record<string, string>>,
  edit: (value: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, edit(value)]));

/** `of`: the table on the left, by its old name, when it is in the source of the renames. */
function renameRemote(
  entry: RemoteRelationship,
  of: TableName | null,
  renames: Renames,
): RemoteRelationship {
  const left = (column: string): string => (of === null ? column : renames.column(of, column));
  const { definition } = entry;
  if (definition.kind === 'to_remote_schema') {
    const { lhs_fields, remote_field } = definition;
    const renamed = renameVariables(remote_field, left) as typeof remote_field;
    return {
      ...entry,
      definition: { ...definition, lhs_fields: lhs_fields.map(left), remote_field: renamed },
    };
  }
  const isOurs = definition.source === renames.source;
  const mapping = Object.entries(definition.field_mapping).map(([ours, theirs]) => [
    left(ours),
    isOurs ? renames.column(definition.table, theirs) : theirs,
  ]);
  return {
    ...entry,
    definition: {
      ...definition,
      table: isOurs ? renames.table(definition.table) : definition.table,
      field_mapping: Object.fromEntries(mapping) as Record<string, string>,
    },
  };
}

/** `"$author_id"` in the arguments of a remote schema's field stands for the column. */
function renameVariables(value: unknown, column: (name: string) => string): unknown {
  if (typeof value === 'string')
    return value.startsWith('$') ? `$${column(value.slice(1))}` : value;
  if (Array.isArray(value)) return value.map((member) => renameVariables(member, column));
  if (typeof value !== 'object' || value === null || isNumber(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, renameVariables(member, column)]),
  );
}

const renameInSource = (source: Source, renames: Renames, fieldOf: FieldOf): Source => ({
  ...source,
  tables: source.tables.map((table) => renameInTable(table, renames, fieldOf)),
});

function renameInTable(table: TableMetadata, renames: Renames, fieldOf: FieldOf): TableMetadata {
  const own = (name: string): string => renames.column(table.table, name);
  const columns = <T extends '*' | readonly string[] | undefined>(given: T): T =>
    (Array.isArray(given) ? given.map(own) : given) as T;
  const filter = <T extends Readonly<Record<string, unknown>> | undefined>(exp: T): T =>
    mapBoolExp(exp, table.table, table.table, {
      source: renames.source,
      fieldOf,
      visit: (of, name, field) =>
        field.kind === 'column'
          ? renames.column(of, name)
          : field.kind === 'relationship'
            ? renames.relationship(of, name)
            : name,
      visitTable: renames.table,
    }) as T;
  const keys = <T>(map: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [own(key), value]));
  const operation = (given: TriggerOperation | undefined): TriggerOperation | undefined =>
    given && { columns: columns(given.columns), payload: columns(given.payload) };
  return {
    ...table,
    table: renames.table(table.table),
    configuration: {
      ...table.configuration,
      column_config: keys(table.configuration.column_config),
    },
    object_relationships: table.object_relationships.map((entry) =>
      renameObject(entry, table, renames),
    ),
    array_relationships: table.array_relationships.map((entry) =>
      renameArray(entry, table, renames),
    ),
    remote_relationships: table.remote_relationships.map((entry) =>
      renameRemote(entry, table.table, renames),
    ),
    insert_permissions: table.insert_permissions.map((entry) => ({
      ...entry,
      permission: {
        ...entry.permission,
        check: filter(entry.permission.check),
        set: keys(entry.permission.set),
        columns: columns(entry.permission.columns),
      },
    })),
    select_permissions: table.select_permissions.map((entry) => ({
      ...entry,
      permission: {
        ...entry.permission,
        filter: filter(entry.permission.filter),
        columns: columns(entry.permission.columns),
      },
    })),
    update_permissions: table.update_permissions.map((entry) => ({
      ...entry,
      permission: {
        ...entry.permission,
        filter: filter(entry.permission.filter),
        check: filter(entry.permission.check),
        set: keys(entry.permission.set),
        columns: columns(entry.permission.columns),
      },
    })),
    delete_permissions: table.delete_permissions.map((entry) => ({
      ...entry,
      permission: { ...entry.permission, filter: filter(entry.permission.filter) },
    })),
    event_triggers: table.event_triggers.map((trigger) => ({
      ...trigger,
      definition: {
        ...trigger.definition,
        insert: operation(trigger.definition.insert),
        update: operation(trigger.definition.update),
        delete: operation(trigger.definition.delete),
      },
      [EXTENSION_KEY]: renameExtension(trigger[EXTENSION_KEY], columns, filter),
    })),
  };
}

const renameExtension = (
  extension: EventExtension | undefined,
  columns: (given: readonly string[] | undefined) => readonly string[] | undefined,
  filter: (exp: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): EventExtension | undefined =>
  extension && {
    ...extension,
    when: extension.when && mapRowCondition(extension.when, filter),
    ordered_by: columns(extension.ordered_by),
  };

const renameObject = (
  entry: ObjectRelationship,
  table: TableMetadata,
  renames: Renames,
): ObjectRelationship => ({
  ...entry,
  name: renames.relationship(table.table, entry.name),
  using: {
    foreign_key_constraint_on: renameKey(entry.using.foreign_key_constraint_on, table, renames),
    manual_configuration: renameManual(entry.using.manual_configuration, table, renames),
  },
});
function renameArray(
  entry: ArrayRelationship,
  table: TableMetadata,
  renames: Renames,
): ArrayRelationship {
  const key = entry.using.foreign_key_constraint_on;
  return {
    ...entry,
    name: renames.relationship(table.table, entry.name),
    using: {
      foreign_key_constraint_on: key && {
        table: renames.table(key.table),
        columns: key.columns.map((column) => renames.column(key.table, column)),
      },
      manual_configuration: renameManual(entry.using.manual_configuration, table, renames),
    },
  };
}

type Key = ObjectRelationship['using']['foreign_key_constraint_on'];
const renameKey = (key: Key, table: TableMetadata, renames: Renames): Key =>
  key && {
    table: key.table && renames.table(key.table),
    columns: key.columns.map((column) => renames.column(key.table ?? table.table, column)),
  };

type Manual = ObjectRelationship['using']['manual_configuration'];
function renameManual(manual: Manual, table: TableMetadata, renames: Renames): Manual {
  if (!manual) return manual;
  const mapping = Object.entries(manual.column_mapping).map(([ours, theirs]) => [
    renames.column(table.table, ours),
    renames.column(manual.remote_table, theirs),
  ]);
  return {
    ...manual,
    remote_table: renames.table(manual.remote_table),
    column_mapping: Object.fromEntries(mapping) as Record<string, string>,
  };
}

/** A relationship under another name, followed through every permission that goes through it. */
export const renameRelationship = (
  metadata: Metadata,
  fieldOf: FieldOf,
  source: string,
  table: TableName,
  from: string,
  to: string,
): Metadata =>
  rename(
    metadata,
    {
      ...keepNames(source),
      relationship: (of, name) => (isSameName(of, table) && name === from ? to : name),
    },
    fieldOf,
  );
