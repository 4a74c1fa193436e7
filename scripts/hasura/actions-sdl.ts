import {
  type DefinitionNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type ScalarTypeDefinitionNode,
} from 'graphql';

/**
 * actions.yaml + actions.graphql → \`actions\` and \`custom_types\` of the metadata. The YAML says what an action
 * does, the SDL what it takes and gives; the CLI joins the two before it sends them, and so do we.
 */

interface ActionEntry {
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface ActionsFile {
  readonly actions?: readonly ActionEntry[];
  /** Of the types only what SDL cannot say: relationships of an object to tables. */
  readonly custom_types?: {
    readonly objects?: readonly { readonly name: string; readonly relationships?: unknown }[];
  };
}

export function withSdl(file: ActionsFile, sdl: string): Readonly<Record<string, unknown>> {
  const definitions = sdl.trim() === '' ? [] : parse(sdl).definitions;
  const signatures = new Map(definitions.flatMap(signaturesOf));
  const relationships = new Map(
    (file.custom_types?.objects ?? []).map((object) => [object.name, object.relationships]),
  );
  return {
    actions: (file.actions ?? []).map((action) => {
      const signature = signatures.get(action.name);
      if (signature === undefined)
        throw new Error(
          `actions.yaml names the action "${action.name}", which actions.graphql does not define`,
        );
      return { ...action, definition: { ...action.definition, ...signature } };
    }),
    custom_types: {
      input_objects: definitions.flatMap(inputObjectOf),
      objects: definitions.flatMap((definition) => objectOf(definition, relationships)),
      scalars: definitions.flatMap(scalarOf),
      enums: definitions.flatMap(enumOf),
    },
  };
}

const ROOTS: Readonly<Record<string, 'query' | 'mutation'>> = {
  Query: 'query',
  Mutation: 'mutation',
};

/** The actions in a definition of Query or Mutation, or in an extension of one. */
function signaturesOf(definition: DefinitionNode): [string, object][] {
  if (definition.kind !== 'ObjectTypeDefinition' && definition.kind !== 'ObjectTypeExtension')
    return [];
  const type = ROOTS[definition.name.value];
  if (type === undefined) return [];
  return (definition.fields ?? []).map((field) => [
    field.name.value,
    { type, arguments: (field.arguments ?? []).map(inputOf), output_type: print(field.type) },
  ]);
}

const inputObjectOf = (definition: DefinitionNode): object[] =>
  definition.kind === 'InputObjectTypeDefinition'
    ? [{ ...head(definition), fields: (definition.fields ?? []).map(inputOf) }]
    : [];

function objectOf(
  definition: DefinitionNode,
  relationships: ReadonlyMap<string, unknown>,
): object[] {
  if (definition.kind !== 'ObjectTypeDefinition' || definition.name.value in ROOTS) return [];
  const related = relationships.get(definition.name.value);
  return [
    {
      ...head(definition),
      fields: (definition.fields ?? []).map((field) => ({
        ...head(field),
        type: print(field.type),
      })),
      ...(related === undefined ? {} : { relationships: related }),
    },
  ];
}

const scalarOf = (definition: DefinitionNode): object[] =>
  definition.kind === 'ScalarTypeDefinition' ? [head(definition)] : [];

const enumOf = (definition: DefinitionNode): object[] =>
  definition.kind === 'EnumTypeDefinition'
    ? [
        {
          ...head(definition),
          values: (definition.values ?? []).map((value) => ({
            value: value.name.value,
            ...(value.description === undefined ? {} : { description: value.description.value }),
            ...(value.directives?.some(({ name }) => name.value === 'deprecated')
              ? { is_deprecated: true }
              : {}),
          })),
        },
      ]
    : [];

const inputOf = (input: InputValueDefinitionNode): object => ({
  ...head(input),
  type: print(input.type),
});

type Named =
  | FieldDefinitionNode
  | InputValueDefinitionNode
  | ObjectTypeDefinitionNode
  | InputObjectTypeDefinitionNode
  | ScalarTypeDefinitionNode
  | EnumTypeDefinitionNode;

const head = ({
  name,
  description,
}: Named): { readonly name: string; readonly description?: string } => ({
  name: name.value,
  ...(description === undefined ? {} : { description: description.value }),
});
