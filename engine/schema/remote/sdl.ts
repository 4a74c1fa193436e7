/** SDL text → its type definitions and root types. */
import {
  type DocumentNode,
  GraphQLError,
  isTypeDefinitionNode,
  Kind,
  parse,
  type SchemaDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { EngineError } from '../../base/error.ts';
import type { RemoteRoots, TypeRef } from '../../catalog/remote-model.ts';

export interface SdlDocument {
  readonly types: readonly TypeDefinitionNode[];
  readonly roots: RemoteRoots;
}

export function readDocument(text: string): SdlDocument {
  const { definitions } = parseText(text);
  const types = definitions.filter(isTypeDefinitionNode);
  const schemas = definitions.filter((node) => node.kind === Kind.SCHEMA_DEFINITION);
  if (schemas.length > 1)
    throw new EngineError(
      'validation-failed',
      'validation for the given role-based schema failed because multiple schema definitions found',
    );
  return { types, roots: rootsOf(types, schemas[0]) };
}

/** Lexical tokens of one document: a permission of a very large schema stays below it. */
const TOKENS_MAX = 500_000;

function parseText(text: string): DocumentNode {
  try {
    return parse(text, { noLocation: true, maxTokens: TOKENS_MAX });
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof RangeError)
      throw new EngineError(
        'parse-failed',
        `not a valid GraphQL schema document: ${error.message}`,
      );
    throw error;
  }
}

/** By the schema definition, or by the names that root types have where there is none. */
function rootsOf(
  types: readonly TypeDefinitionNode[],
  schema: SchemaDefinitionNode | undefined,
): RemoteRoots {
  const said = (operation: string): string | null =>
    schema?.operationTypes.find((each) => each.operation === operation)?.type.name.value ?? null;
  const usual = (name: string): string | null =>
    schema === undefined && types.some((type) => type.name.value === name) ? name : null;
  return {
    query: said('query') ?? 'Query',
    mutation: said('mutation') ?? usual('Mutation'),
    subscription: said('subscription') ?? usual('Subscription'),
  };
}

export function refOf(node: TypeNode): TypeRef {
  switch (node.kind) {
    case Kind.NON_NULL_TYPE:
      return { ...refOf(node.type), isNullable: false };
    case Kind.LIST_TYPE:
      return { kind: 'list', of: refOf(node.type), isNullable: true };
    case Kind.NAMED_TYPE:
      return { kind: 'named', name: node.name.value, isNullable: true };
  }
}
