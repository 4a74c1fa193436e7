/** Text → the operation that is asked for, with the fragments it may use. */
import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  TokenKind,
  type ValueNode,
} from 'graphql';
import { EngineError } from '../base/error.ts';

/** A request to /v1/graphql, its JSON checked. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Operation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Lexical tokens of one document: ten thousand aliases of a short field stay below it, a flood does not. */
const TOKENS_MAX = 200_000;

export function parseOperation({ query, operationName }: GraphqlRequest): Operation {
  const document = parseText(query);
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    else if (node.kind !== Kind.OPERATION_DEFINITION) throw notExecutable();
  }
  if (operationName !== null && operations.some(({ name }) => !name)) refuseShorthand(query);
  return { definition: choose(operations, operationName), fragments };
}

/** Beside `{ … }` none can be named. The node does not tell it from `query { … }`, which may stand there: the text does. */
function refuseShorthand(text: string): void {
  const { definitions } = parse(text, { maxTokens: TOKENS_MAX });
  if (definitions.every((node) => node.loc?.startToken.kind !== TokenKind.BRACE_L)) return;
  throw new EngineError(
    'validation-failed',
    'operationName cannot be used when an anonymous operation exists in the document',
  );
}

const notExecutable = (): EngineError =>
  new EngineError('validation-failed', 'not a valid graphql query', ['query']);

function parseText(text: string): DocumentNode {
  try {
    const document = parse(text, { noLocation: true, maxTokens: TOKENS_MAX });
    for (const node of document.definitions)
      if ('selectionSet' in node) refuseRepeated(node.selectionSet, node.directives);
    return document;
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof RangeError) throw notExecutable();
    throw error;
  }
}

/** An argument, or a field of an input object, that is given twice: to the original's parser the text is no GraphQL then. */
function refuseRepeated(
  { selections }: SelectionSetNode,
  directives: readonly DirectiveNode[] = [],
): void {
  for (const directive of directives) refuseRepeatedArguments(directive.arguments);
  for (const node of selections) {
    if (node.kind === Kind.FIELD) refuseRepeatedArguments(node.arguments);
    if (node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet)
      refuseRepeated(node.selectionSet, node.directives);
    else
      for (const directive of node.directives ?? []) refuseRepeatedArguments(directive.arguments);
  }
}

function refuseRepeatedArguments(args: readonly ArgumentNode[] = []): void {
  refuseRepeatedNames(args);
  for (const { value } of args) refuseRepeatedFields(value);
}

function refuseRepeatedFields(value: ValueNode): void {
  if (value.kind === Kind.LIST) for (const member of value.values) refuseRepeatedFields(member);
  if (value.kind !== Kind.OBJECT) return;
  refuseRepeatedNames(value.fields);
  for (const field of value.fields) refuseRepeatedFields(field.value);
}

function refuseRepeatedNames(given: readonly { readonly name: NameNode }[]): void {
  if (given.length < 2) return;
  if (new Set(given.map(({ name }) => name.value)).size < given.length) throw notExecutable();
}

function choose(
  operations: readonly OperationDefinitionNode[],
  name: string | null,
): OperationDefinitionNode {
  if (name !== null) {
    const named = operations.filter((operation) => operation.name?.value === name);
    const [only] = named;
    if (only && named.length === 1) return only;
    throw new EngineError(
      'validation-failed',
      `no such operation found in the document: ${JSON.stringify(name)}`,
    );
  }
  const [only] = operations;
  if (only && operations.length === 1) return only;
  throw new EngineError(
    'validation-failed',
    'exactly one operation has to be present in the document when operationName is not specified',
  );
}
