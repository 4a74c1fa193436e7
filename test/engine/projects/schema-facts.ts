import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** A schema as a list of facts, a line each, so that two can be compared: `type author.name: String!`. */
export const factsOf = (schema: GraphQLSchema): readonly string[] =>
  Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap(factsOfType)
    .sort();

function factsOfType(type: GraphQLNamedType): readonly string[] {
  if (isObjectType(type) || isInterfaceType(type))
    return Object.values(type.getFields()).map(({ name, args, type: of }) => {
      const given = args.map((arg) => `${arg.name}: ${arg.type}`).sort();
      return `type ${type.name}.${name}${given.length > 0 ? `(${given.join(', ')})` : ''}: ${of}`;
    });
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map(
      ({ name, type: of }) => `input ${type.name}.${name}: ${of}`,
    );
  if (isEnumType(type)) return type.getValues().map(({ name }) => `enum ${type.name}.${name}`);
  return [`scalar ${type.name}`];
}
