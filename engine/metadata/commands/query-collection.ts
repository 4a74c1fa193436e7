import { z } from 'zod';
import { at, EngineError } from '../../base/error.ts';
import { type Command, command } from '../command.ts';
import {
  allowlistEntry,
  allowlistScope,
  documentText,
  queryCollection,
  restEndpoint,
} from '../model/server.ts';
import { nonEmptyText, optional, withDefault } from '../model/wire.ts';
import type { Metadata, QueryCollection } from '../model.ts';
import { derivedRecord } from '../read.ts';
import { cascade } from './table.ts';

/** Query collections, and what is made of them: the allow list and REST endpoints. */

/** Where Hasura keeps the arguments of their commands. */
const COLLECTIONS = 'Hasura.RQL.Types.QueryCollection';

function findCollection(metadata: Metadata, name: string): QueryCollection {
  const found = metadata.query_collections.find((collection) => collection.name === name);
  if (!found)
    throw new EngineError('not-exists', `query collection with name "${name}" does not exist`);
  return found;
}
const withCollections = (
  metadata: Metadata,
  edit: (collection: QueryCollection) => QueryCollection,
): Metadata => ({ ...metadata, query_collections: metadata.query_collections.map(edit) });

function refuseTaken(metadata: Metadata, name: string): void {
  if (metadata.query_collections.some((collection) => collection.name === name))
    throw new EngineError('already-exists', `query collection with name "${name}" already exists`);
}

const create = command('create_query_collection', queryCollection, (entry, metadata) => {
  at('name', () => refuseTaken(metadata, entry.name));
  at('definition', () => at('queries', () => refuseRepeated(entry)));
  return { ...metadata, query_collections: [...metadata.query_collections, entry] };
});
function refuseRepeated({ definition: { queries } }: QueryCollection): void {
  const repeated = queries.filter(({ name }, i) => queries.findIndex((q) => q.name === name) !== i);
  if (repeated.length > 0)
    throw new EngineError(
      'not-supported',
      `found duplicate query names ${repeated.map(({ name }) => `"${name}"`).join(', ')}`,
    );
}

const rename = command(
  'rename_query_collection',
  derivedRecord(
    `${COLLECTIONS}.RenameCollection(RenameCollection)`,
    z.object({ name: nonEmptyText, new_name: nonEmptyText }),
  ),
  ({ name, new_name }, metadata) => {
    findCollection(metadata, name);
    at('new_name', () => refuseTaken(metadata, new_name));
    const renamed = withCollections(metadata, (collection) =>
      collection.name === name ? { ...collection, name: new_name } : collection,
    );
    return {
      ...renamed,
      allowlist: renamed.allowlist.map((entry) =>
        entry.collection === name ? { ...entry, collection: new_name } : entry,
      ),
      rest_endpoints: renamed.rest_endpoints.map((endpoint) =>
        endpoint.definition.query.collection_name === name
          ? {
              ...endpoint,
              definition: { query: { ...endpoint.definition.query, collection_name: new_name } },
            }
          : endpoint,
      ),
    };
  },
);

const drop = command(
  'drop_query_collection',
  derivedRecord(
    `${COLLECTIONS}.DropCollection(DropCollection)`,
    z.object({ collection: nonEmptyText, cascade }),
  ),
  (args, metadata) => {
    at('collection', () => {
      findCollection(metadata, args.collection);
      if (!args.cascade) refuseListed(metadata, args.collection);
    });
    const endpoints = metadata.rest_endpoints.filter(
      ({ definition }) => definition.query.collection_name === args.collection,
    );
    if (endpoints.length > 0) throw usedByEndpoints(endpoints);
    return {
      ...metadata,
      query_collections: metadata.query_collections.filter(({ name }) => name !== args.collection),
      allowlist: metadata.allowlist.filter(({ collection }) => collection !== args.collection),
    };
  },
);
function refuseListed(metadata: Metadata, name: string): void {
  if (metadata.allowlist.some(({ collection }) => collection === name))
    throw new EngineError(
      'dependency-error',
      `query collection with name "${name}" is present in the allowlist; cannot proceed to drop. please use cascade to confirm drop`,
    );
}
const usedByEndpoints = (endpoints: Metadata['rest_endpoints']): EngineError =>
  new EngineError(
    'dependency-error',
    `cannot drop due to the following dependent objects: ${endpoints.map(({ name }) => `rest endpoint ${name}`).join(', ')}`,
  );

const addQuery = command(
  'add_query_to_collection',
  derivedRecord(
    `${COLLECTIONS}.AddQueryToCollection(AddQueryToCollection)`,
    z.object({ collection_name: nonEmptyText, query_name: nonEmptyText, query: documentText }),
  ),
  (args, metadata) => {
    const found = findCollection(metadata, args.collection_name);
    if (found.definition.queries.some(({ name }) => name === args.query_name))
      throw new EngineError(
        'already-exists',
        `query with name "${args.query_name}" already exists in collection "${args.collection_name}"`,
      );
    const query = { name: args.query_name, query: args.query };
    return withCollections(metadata, (collection) =>
      collection === found
        ? { ...collection, definition: { queries: [...collection.definition.queries, query] } }
        : collection,
    );
  },
);

const dropQuery = command(
  'drop_query_from_collection',
  derivedRecord(
    `${COLLECTIONS}.DropQueryFromCollection(DropQueryFromCollection)`,
    z.object({ collection_name: nonEmptyText, query_name: nonEmptyText }),
  ),
  (args, metadata) => {
    const found = findCollection(metadata, args.collection_name);
    const queries = found.definition.queries.filter(({ name }) => name !== args.query_name);
    if (queries.length === found.definition.queries.length)
      throw new EngineError(
        'not-found',
        `query with name "${args.query_name}" not found in collection "${args.collection_name}"`,
        [],
        400,
      );
    const endpoints = metadata.rest_endpoints.filter(
      ({ definition: { query } }) =>
        query.collection_name === args.collection_name && query.query_name === args.query_name,
    );
    if (endpoints.length > 0) throw usedByEndpoints(endpoints);
    return withCollections(metadata, (collection) =>
      collection === found ? { ...collection, definition: { queries } } : collection,
    );
  },
);

// ── the allow list ──

const addToAllowlist = command('add_collection_to_allowlist', allowlistEntry, (entry, metadata) => {
  at('collection', () => findCollection(metadata, entry.collection));
  const existing = metadata.allowlist.find(({ collection }) => collection === entry.collection);
  if (!existing) return { ...metadata, allowlist: [...metadata.allowlist, entry] };
  // Adding twice is no error, and changes nothing.
  const message = `collection "${entry.collection}" already exists in the allowlist, scope ignored; to change scope, use update_scope_of_collection_in_allowlist`;
  return { metadata, reply: { message } };
});

function requireListed(metadata: Metadata, name: string): void {
  if (!metadata.allowlist.some(({ collection }) => collection === name))
    throw new EngineError(
      'not-found',
      `collection "${name}" doesn't exist in the allowlist`,
      [],
      400,
    );
}
const dropFromAllowlist = command(
  'drop_collection_from_allowlist',
  derivedRecord(
    'Hasura.RQL.Types.Allowlist.DropCollectionFromAllowlist(DropCollectionFromAllowlist)',
    z.object({ collection: nonEmptyText }),
  ),
  (args, metadata) => {
    findCollection(metadata, args.collection);
    requireListed(metadata, args.collection);
    return {
      ...metadata,
      allowlist: metadata.allowlist.filter(({ collection }) => collection !== args.collection),
    };
  },
);
const updateScope = command(
  'update_scope_of_collection_in_allowlist',
  z.object({ collection: nonEmptyText, scope: allowlistScope }),
  (args, metadata) => {
    findCollection(metadata, args.collection);
    requireListed(metadata, args.collection);
    return {
      ...metadata,
      allowlist: metadata.allowlist.map((entry) =>
        entry.collection === args.collection ? { ...entry, scope: args.scope } : entry,
      ),
    };
  },
);

// ── REST endpoints ──

const createEndpoint = command(
  'create_rest_endpoint',
  restEndpoint.extend({ comment: optional(z.string()) }),
  (entry, metadata) => {
    if (metadata.rest_endpoints.some(({ name }) => name === entry.name))
      throw new EngineError('already-exists', `Endpoint with name: ${entry.name} already exists.`);
    return {
      metadata: { ...metadata, rest_endpoints: [...metadata.rest_endpoints, entry] },
      affects: { kind: 'rest_endpoint', name: entry.name },
    };
  },
);
const dropEndpoint = command(
  'drop_rest_endpoint',
  z.object({ name: nonEmptyText, cascade: withDefault(z.boolean(), false) }),
  (args, metadata) => {
    const rest = metadata.rest_endpoints.filter(({ name }) => name !== args.name);
    if (rest.length === metadata.rest_endpoints.length)
      throw new EngineError('not-exists', `endpoint with name: ${args.name} does not exist`);
    return { ...metadata, rest_endpoints: rest };
  },
);

export const collectionCommands: readonly Command[] = [
  create,
  rename,
  drop,
  addQuery,
  dropQuery,
  addToAllowlist,
  dropFromAllowlist,
  updateScope,
  createEndpoint,
  dropEndpoint,
];
