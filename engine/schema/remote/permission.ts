/**
 * The SDL document of a remote schema permission → what the role sees: part of what the remote has, with presets. All that
 * is wrong with it is told at once, in Hasura's words.
 */
import {
  type ConstDirectiveNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parseConstValue,
  print,
  type TypeDefinitionNode,
  type UnionTypeDefinitionNode,
} from 'graphql';
import { EngineError } from '../../base/error.ts';
import { englishList } from '../../base/text.ts';
import {
  BUILT_IN_SCALARS,
  type RemoteCatalog,
  type RemoteEnum,
  type RemoteField,
  type RemoteFields,
  type RemoteInput,
  type RemoteInputValue,
  type RemoteInputValues,
  type RemoteInterface,
  type RemoteObject,
  type RemoteType,
  type RemoteUnion,
} from '../../catalog/remote-model.ts';
import type { RemoteValue } from '../../ir/remote.ts';
import { byName } from '../registry.ts';
import { printType } from '../type-ref.ts';
import { checkTypes } from './check-types.ts';
import { readPreset } from './preset.ts';
import { readDocument, refOf } from './sdl.ts';
import type { RemoteView } from './tracked.ts';

export function viewOfPermission(text: string, upstream: RemoteCatalog): RemoteView {
  const { types, roots } = readDocument(text);
  const reasons: string[] = [];
  const twice = repeated(types.map(nameOf));
  if (twice.length > 0) throw refusal([`duplicate type names found: ${quotedList(twice)}`]);
  const review: Review = {
    upstream,
    provided: byName(types.map((node) => ({ name: nameOf(node), node }))),
    reasons,
    presets: new Map(),
  };
  const made = types.flatMap((node) => readType(node, review) ?? []);
  if (!made.some(({ name }) => name === roots.query))
    reasons.push('query root does not exist in the schema definition');
  if (reasons.length > 0) throw refusal(reasons);
  const catalog: RemoteCatalog = { types: byName(withPossible(made)), roots };
  checkTypes(catalog);
  return { catalog, presets: review.presets };
}

function refusal(reasons: readonly string[]): EngineError {
  const [only = ''] = reasons;
  const told =
    reasons.length === 1
      ? `because ${only}`
      : `for the following reasons:\n${reasons.map((reason) => ` • ${reason}\n`).join('')}`;
  return new EngineError(
    'validation-failed',
    `validation for the given role-based schema failed ${told}`,
  );
}

interface Review {
  readonly upstream: RemoteCatalog;
  readonly provided: ReadonlyMap<string, { readonly node: TypeDefinitionNode }>;
  readonly reasons: string[];
  readonly presets: Map<RemoteInputValue, RemoteValue>;
}

const nameOf = (node: { readonly name: { readonly value: string } }): string => node.name.value;
const describe = (node: TypeDefinitionNode | FieldDefinitionNode | InputValueDefinitionNode) => ({
  name: nameOf(node),
  description: node.description?.value ?? null,
});
const quoted = (name: string): string => JSON.stringify(name);
const quotedList = (names: readonly string[]): string => englishList(names.map(quoted), 'and');
const repeated = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
];

/** What a kind of type is called in an error. */
const KIND = {
  ScalarTypeDefinition: ['scalar', 'Scalar'],
  ObjectTypeDefinition: ['object', 'Object'],
  InterfaceTypeDefinition: ['interface', 'Interface'],
  UnionTypeDefinition: ['union', 'Union'],
  EnumTypeDefinition: ['enum', 'Enum'],
  InputObjectTypeDefinition: ['input', 'Input object'],
} as const;

/** Null where the remote has no such type. */
function readType(node: TypeDefinitionNode, review: Review): RemoteType | null {
  const named = describe(node);
  const [kind, label] = KIND[node.kind];
  if (kind === 'scalar' && BUILT_IN_SCALARS.has(named.name)) return { kind, ...named };
  const found = review.upstream.types.get(named.name);
  if (found?.kind !== kind) {
    review.reasons.push(missing(label, named.name));
    return null;
  }
  readDirectives(node.directives, false, [label, named.name], review);
  return narrowed(node, found, review);
}

/** The part of the remote's type that the node shows; the two are of one kind. */
function narrowed(node: TypeDefinitionNode, type: RemoteType, review: Review): RemoteType {
  if (node.kind === Kind.OBJECT_TYPE_DEFINITION && type.kind === 'object')
    return readObject(node, type, review);
  if (node.kind === Kind.INTERFACE_TYPE_DEFINITION && type.kind === 'interface')
    return readInterface(node, type, review);
  if (node.kind === Kind.UNION_TYPE_DEFINITION && type.kind === 'union')
    return readUnion(node, type, review);
  if (node.kind === Kind.ENUM_TYPE_DEFINITION && type.kind === 'enum')
    return readEnum(node, type, review);
  if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && type.kind === 'input')
    return readInput(node, type, review);
  return { kind: 'scalar', ...describe(node) };
}

const missing = (label: string, name: string): string =>
  `${quoted(label)}: ${quoted(name)} does not exist in the upstream remote schema`;

function readObject(
  node: ObjectTypeDefinitionNode,
  upstream: RemoteObject,
  review: Review,
): RemoteObject {
  const named = describe(node);
  const interfaces = (node.interfaces ?? []).map(nameOf);
  const unknown = interfaces.filter((each) => !upstream.interfaces.includes(each));
  const custom = unknown.filter((each) => review.provided.has(each));
  const absent = unknown.filter((each) => !review.provided.has(each));
  if (custom.length > 0)
    review.reasons.push(
      `custom interfaces are not supported. Object${quoted(named.name)} implements the following custom interfaces: ${quotedList(custom)}`,
    );
  if (absent.length > 0)
    review.reasons.push(
      `object ${quoted(named.name)} is trying to implement the following interfaces that do not exist in the corresponding upstream remote object: ${quotedList(absent)}`,
    );
  const fields = readFields(node.fields ?? [], upstream.fields, 'Object', named.name, review);
  return { kind: 'object', ...named, fields, interfaces };
}

function readInterface(
  node: InterfaceTypeDefinitionNode,
  upstream: RemoteInterface,
  review: Review,
): RemoteInterface {
  const named = describe(node);
  const fields = readFields(node.fields ?? [], upstream.fields, 'Interface', named.name, review);
  return { kind: 'interface', ...named, fields, possible: [] };
}

/** Of an interface those objects are possible that say so. */
const withPossible = (types: readonly RemoteType[]): readonly RemoteType[] =>
  types.map((type) => {
    if (type.kind !== 'interface') return type;
    const possible = types.flatMap((other) =>
      other.kind === 'object' && other.interfaces.includes(type.name) ? [other.name] : [],
    );
    return { ...type, possible };
  });

function readUnion(
  node: UnionTypeDefinitionNode,
  upstream: RemoteUnion,
  { reasons }: Review,
): RemoteUnion {
  const named = describe(node);
  const possible = (node.types ?? []).map(nameOf);
  const unknown = possible.filter((member) => !upstream.possible.includes(member));
  if (unknown.length > 0)
    reasons.push(
      `union ${quoted(named.name)} contains members which do not exist in the members of the remote schema union :${quotedList(unknown)}`,
    );
  return { kind: 'union', ...named, possible };
}

function readEnum(node: EnumTypeDefinitionNode, upstream: RemoteEnum, review: Review): RemoteEnum {
  const named = describe(node);
  const values = (node.values ?? []).map((value) => {
    readDirectives(value.directives, false, ['Enum field', nameOf(value)], review);
    return { name: nameOf(value), description: value.description?.value ?? null };
  });
  const names = values.map(({ name }) => name);
  const twice = repeated(names);
  if (twice.length > 0)
    review.reasons.push(
      `duplicate enum values: ${quotedList(twice)} found in the ${quoted(named.name)} enum`,
    );
  const unknown = names.filter((name) => !upstream.values.some((value) => value.name === name));
  if (unknown.length > 0)
    review.reasons.push(
      `enum ${quoted(named.name)} contains the following enum values that do not exist in the corresponding upstream remote enum: ${quotedList(unknown)}`,
    );
  return { kind: 'enum', ...named, values };
}

function readInput(
  node: InputObjectTypeDefinitionNode,
  upstream: RemoteInput,
  review: Review,
): RemoteInput {
  const named = describe(node);
  const fields = readInputs(node.fields ?? [], upstream.fields, named.name, review);
  return { kind: 'input', ...named, fields };
}

function readFields(
  nodes: readonly FieldDefinitionNode[],
  upstream: RemoteFields,
  kind: 'Object' | 'Interface',
  parent: string,
  review: Review,
): RemoteFields {
  const { reasons } = review;
  const twice = repeated(nodes.map(nameOf));
  if (twice.length > 0)
    reasons.push(
      `duplicate fields: ${quotedList(twice)}found in the ${quoted(kind)} ${quoted(parent)}`,
    );
  const fields = nodes.flatMap((node): readonly RemoteField[] => {
    const named = describe(node);
    const found = upstream.get(named.name);
    if (!found) {
      reasons.push(
        `field ${quoted(named.name)} does not exist in the ${quoted(kind)}: ${quoted(parent)}`,
      );
      return [];
    }
    const type = refOf(node.type);
    if (printType(type) !== printType(found.type))
      reasons.push(mismatch(named.name, `${kind} field`, printType(found.type), printType(type)));
    readDirectives(node.directives, false, [`${kind} field`, parent], review);
    const args = readInputs(node.arguments ?? [], found.args, named.name, review);
    return [{ ...named, type, args }];
  });
  return byName(fields);
}

const mismatch = (name: string, kind: string, expected: string, received: string): string =>
  `expected type of ${quoted(name)}(${quoted(kind)}) to be ${expected} but received ${received}`;

/** Arguments of a field, or fields of an input object. */
function readInputs(
  nodes: readonly InputValueDefinitionNode[],
  upstream: RemoteInputValues,
  parent: string,
  review: Review,
): RemoteInputValues {
  const { reasons } = review;
  const twice = repeated(nodes.map(nameOf));
  if (twice.length > 0)
    reasons.push(`duplicate arguments: ${quotedList(twice)}found in the field: ${quoted(parent)}`);
  const required = new Set(nodes.filter(({ type }) => !refOf(type).isNullable).map(nameOf));
  const absent = [...upstream.values()].filter(
    ({ name, type }) => !type.isNullable && !required.has(name),
  );
  if (absent.length > 0)
    reasons.push(
      `field: ${quoted(parent)} expects the following non nullable arguments to be present: ${quotedList(absent.map(({ name }) => name))}`,
    );
  return byName(nodes.flatMap((node) => readInputValue(node, upstream, parent, review) ?? []));
}

function readInputValue(
  node: InputValueDefinitionNode,
  upstream: RemoteInputValues,
  parent: string,
  review: Review,
): RemoteInputValue | null {
  const { reasons } = review;
  const named = describe(node);
  const found = upstream.get(named.name);
  if (!found) {
    reasons.push(
      `input argument ${quoted(named.name)} does not exist in the input object:${quoted(parent)}`,
    );
    return null;
  }
  const type = refOf(node.type);
  const defaultValue = node.defaultValue ? print(node.defaultValue) : null;
  const preset = readDirectives(node.directives, true, ['Input object argument', parent], review);
  if (printType(type) !== printType(found.type))
    reasons.push(
      mismatch(named.name, 'Input object argument', printType(found.type), printType(type)),
    );
  if (normal(defaultValue) !== normal(found.defaultValue))
    reasons.push(
      `expected default value of input value: ${quoted(named.name)}of input object ${quoted(parent)} to be ${found.defaultValue ?? ''} but received ${defaultValue ?? ''}`,
    );
  const made: RemoteInputValue = { ...named, type, defaultValue };
  if (preset) {
    const value = readPreset(preset, type, named.name, review);
    if (value !== null) review.presets.set(made, value);
  }
  return made;
}

/** One text for all ways to write a value. */
const normal = (text: string | null): string | null =>
  text === null ? null : print(parseConstValue(text));

/** The preset among the directives. A remote's own directives are not known, and may not be written. */
function readDirectives(
  directives: readonly ConstDirectiveNode[] = [],
  mayPreset: boolean,
  [kind, parent]: readonly [kind: string, parent: string],
  { reasons }: Review,
): ConstDirectiveNode | null {
  for (const { name } of directives)
    if (name.value !== 'preset') reasons.push(missing('Directive', name.value));
  const [preset, ...others] = directives.filter(({ name }) => name.value === 'preset');
  if (!preset) return null;
  if (others.length > 0) {
    reasons.push(`found multiple preset directives at ${quoted(kind)} ${quoted(parent)}`);
    return null;
  }
  if (mayPreset) return preset;
  reasons.push(
    'Preset directives can be defined only on INPUT_FIELD_DEFINITION or ARGUMENT_DEFINITION',
  );
  return null;
}
