/** Equal for operations that differ in their values alone: what the http-log and metrics tell queries apart by. */
import { createHash } from 'node:crypto';
import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from 'graphql';

export interface Hashed {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Made once for each text; plans of one text share their definition. */
const hashes = new WeakMap<OperationDefinitionNode, string>();

export function parameterizedHash({ definition, fragments }: Hashed): string {
  let hash = hashes.get(definition);
  if (hash === undefined) {
    const text = [definition, ...fragments.values()].map(withoutValues).join('\n');
    hash = createHash('sha1').update(text).digest('hex');
    hashes.set(definition, hash);
  }
  return hash;
}

const NULL = { kind: Kind.NULL } as const;

const withoutValues = (node: OperationDefinitionNode | FragmentDefinitionNode): string =>
  print(
    visit(node, {
      IntValue: () => NULL,
      FloatValue: () => NULL,
      StringValue: () => NULL,
      BooleanValue: () => NULL,
      EnumValue: () => NULL,
      ListValue: () => NULL,
      // A variable and a literal in its place ask the same; names of operations are the client's own affair.
      Argument: {
        leave: (argument) =>
          argument.value.kind === Kind.VARIABLE ? { ...argument, value: NULL } : undefined,
      },
      OperationDefinition: {
        leave: (found) => ({ ...found, name: undefined, variableDefinitions: [] }),
      },
    }),
  );
