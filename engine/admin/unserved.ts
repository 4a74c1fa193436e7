import { keyOf } from '../catalog/model.ts';
import type { Metadata, RemoteRelationship, TableMetadata } from '../metadata/model.ts';
import { type MetadataObject, printName, printObject } from '../metadata/object.ts';
import { printRemoteDefinition, sorted } from '../metadata/print.ts';
import type { Inconsistency } from '../schema/model.ts';
import type { Catalogs } from './fields.ts';

/**
 * What metadata may say and this engine does not serve yet (engine/KNOWN_DIFFERENCES.md). It is listed as inconsistent, so
 * that a command that brings it is refused and nobody believes it to work.
 */
export function unservedObjects(metadata: Metadata, catalogs: Catalogs): readonly Inconsistency[] {
  return [
    ...metadata.sources.flatMap(({ name: source, native_queries }) =>
      native_queries
        .filter((query) => query.array_relationships.length + query.object_relationships.length > 0)
        .map((query) =>
          complain(
            { kind: 'native_query', source, name: query.root_field_name },
            sorted(query),
            'relationships of native queries are not served by this engine',
          ),
        ),
    ),
    ...metadata.sources.flatMap((source) =>
      source.tables.flatMap((table) =>
        table.remote_relationships.map((relationship) =>
          complain(
            {
              kind: 'remote_relationship',
              source: source.name,
              table: table.table,
              name: relationship.name,
            },
            {
              name: relationship.name,
              source: source.name,
              table: table.table,
              definition: printRemoteDefinition(relationship.definition),
            },
            reasonOf(table, relationship, metadata, catalogs),
          ),
        ),
      ),
    ),
  ];
}

const UNSERVED = 'remote schemas are not served by this engine';

/** A target that is not there is told first, in Hasura's words: it would be wrong on any engine. */
function reasonOf(
  { table }: TableMetadata,
  { name, definition }: RemoteRelationship,
  metadata: Metadata,
  catalogs: Catalogs,
): string {
  const within = `in table "${printName(table)}": in remote relationship "${name}": `;
  if (definition.kind === 'to_remote_schema') return within + UNSERVED;
  const source = metadata.sources.find((candidate) => candidate.name === definition.source);
  if (!source) return `${within}source not found: "${definition.source}"`;
  const key = keyOf(definition.table);
  const isTracked = source.tables.some((other) => keyOf(other.table) === key);
  if (!isTracked || !catalogs.get(source.name)?.tables.has(key))
    return `${within}table "${printName(definition.table)}" does not exist in source: ${source.name}`;
  return `${within}relationships to another source are not served by this engine`;
}

const complain = (object: MetadataObject, definition: unknown, reason: string): Inconsistency => ({
  type: object.kind,
  name: printObject(object),
  definition,
  reason: `Inconsistent object: ${reason}`,
  object,
});
