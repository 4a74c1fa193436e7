import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import type { ListedQuery, Metadata } from '../metadata/model.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import type { Complaints } from './inconsistency.ts';
import type { FieldDef, NamedType, RoleSchema, Types } from './model.ts';
import { innermost } from './type-ref.ts';

/**
 * Queries of collections that the schema of the admin has nothing for: a field that is gone, a variable of a type that
 * is gone. Arguments are not looked at, as in the original. They may still be asked for, and are refused then.
 */
export function checkCollections(
  metadata: Metadata,
  admin: () => RoleSchema,
  complaints: Complaints,
): void {
  for (const { name: collection, definition } of metadata.query_collections)
    for (const query of definition.queries) {
      const problems = problemsOf(query, admin());
      if (problems.length === 0) continue;
      const object: MetadataObject = { kind: 'query_collections', collection, query: query.name };
      complaints.push({
        type: object.kind,
        name: printObject(object),
        definition: query,
        reason: `Inconsistent object: In query collection "${collection}" the query "${query.name}" is invalid with the following error(s): ${quotedList(problems)}${usesOf(collection, query.name, metadata)}`,
        object,
      });
    }
}

const quotedList = (items: readonly string[]): string =>
  items.map((item) => `"${item}"`).join(', ');

function usesOf(collection: string, query: string, metadata: Metadata): string {
  const endpoints = metadata.rest_endpoints.filter(
    ({ definition: { query: used } }) =>
      used.collection_name === collection && used.query_name === query,
  );
  const names = quotedList(endpoints.map(({ name }) => name));
  const isAllowed = metadata.allowlist.some((entry) => entry.collection === collection);
  return [
    ...(names === ''
      ? []
      : [`. This query is being used in the following REST endpoint(s): ${names}`]),
    ...(isAllowed ? ['. This query is in allowlist.'] : []),
  ].join('');
}

function problemsOf({ query }: ListedQuery, schema: RoleSchema): readonly string[] {
  const { definitions } = parse(query, { noLocation: true });
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1)
    return [
      'exactly one operation has to be present in the document when operationName is not specified',
    ];
  const look: Look = { schema, fragments: fragmentsIn(definitions), problems: [], seen: new Set() };
  lookAtOperation(operation, look);
  return look.problems;
}

const fragmentsIn = (
  definitions: DocumentNode['definitions'],
): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );

interface Look {
  readonly schema: RoleSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly problems: string[];
  /** Fragments by the type that they were spread in: each is looked at once. */
  readonly seen: Set<string>;
}

function lookAtOperation(operation: OperationDefinitionNode, look: Look): void {
  const root = look.schema[operation.operation];
  if (root === null)
    look.problems.push(`$: type '${operation.operation}_root' not found in the schema`);
  else lookAtSelections(operation.selectionSet, root, ['$'], look);
  for (const { variable, type } of operation.variableDefinitions ?? []) {
    const name = nameOf(type);
    if (!BUILT_IN.has(name) && look.schema.types.find(name) === undefined)
      tell(['$', variable.name.value], `type '${name}' not found in the schema`, look);
  }
}

const BUILT_IN: ReadonlySet<string> = new Set(['Int', 'Float', 'String', 'Boolean', 'ID']);
const nameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);

type WithFields = Extract<NamedType, { readonly kind: 'object' }>;

function lookAtSelections(
  { selections }: SelectionSetNode,
  type: WithFields,
  path: readonly string[],
  look: Look,
): void {
  for (const node of selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) lookAtSelections(node.selectionSet, type, path, look);
    else if (node.kind === Kind.FRAGMENT_SPREAD) lookAtFragment(node.name.value, type, path, look);
    else {
      const name = node.name.value;
      if (ALWAYS_THERE.has(name)) continue;
      const field = type.fields.get(name);
      const at = [...path, name];
      if (field === undefined) tell(at, `field '${name}' not found in object '${type.name}'`, look);
      else lookAtField(field, node.selectionSet, at, look);
    }
  }
}
/** No type lists these. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['__typename', '__schema', '__type']);

const tell = (path: readonly string[], problem: string, { problems }: Look): void => {
  problems.push(`${path.join('.')}: ${problem}`);
};

function lookAtFragment(name: string, type: WithFields, path: readonly string[], look: Look): void {
  const key = `${name} ${type.name}`;
  if (look.seen.has(key)) return;
  look.seen.add(key);
  const fragment = look.fragments.get(name);
  if (fragment === undefined) tell(path, `reference to undefined fragment '${name}'`, look);
  else lookAtSelections(fragment.selectionSet, type, path, look);
}

function lookAtField(
  field: FieldDef,
  selectionSet: SelectionSetNode | undefined,
  path: readonly string[],
  look: Look,
): void {
  const type = typesOf(field, look.schema).find(innermost(field.type));
  switch (type?.kind) {
    case 'object':
      if (selectionSet) lookAtSelections(selectionSet, type, path, look);
      else tell(path, `object '${type.name}' requires a selection set`, look);
      return;
    case 'enum':
    case 'scalar':
      if (selectionSet)
        tell(path, `${type.kind} '${type.name}' does not accept a selection set`, look);
      return;
    default: // unions and interfaces are not looked into, and scalars of GraphQL itself may be in no list
  }
}

/** A remote schema has types of its own, a relationship those of where it leads. */
function typesOf({ means }: FieldDef, { types }: RoleSchema): Types {
  if (means.kind === 'remote-field') return means.remote.types;
  if (means.kind !== 'join' || means.join.target.kind === 'source') return types;
  return means.join.target.remote.types;
}
