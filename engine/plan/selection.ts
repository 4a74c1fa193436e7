/** A selection set → the fields asked for, in order: fragments spread, directives obeyed, repeated fields merged. */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { EngineError, type JsonPath } from '../base/error.ts';
import type {
  FieldDef,
  InterfaceType,
  ObjectType,
  RoleRemote,
  RoleSchema,
  TypeRef,
  Types,
  UnionType,
} from '../schema/model.ts';
import { readDirectives } from './directive.ts';
import { refuseDepth } from './document.ts';
import { booleanOf, type InputField, type RequestValues, readArguments } from './input.ts';
import { META_FIELDS } from './meta-field.ts';

/** What the planners of one operation share. */
export interface Planning {
  readonly schema: RoleSchema;
  readonly operation: {
    readonly kind: 'query' | 'mutation' | 'subscription';
    readonly name: string | null;
  };
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly request: RequestValues;
  /** Grows while the operation is planned. */
  readonly spent: { fields: number };
}

/** A field that was asked for, once or in several places that agree. */
export interface Selection {
  readonly alias: string;
  /** The type that the field is of: what `__typename` answers. */
  readonly parent: string;
  readonly def: FieldDef;
  readonly args: readonly InputField[];
  /** Of all places; empty where the field is a leaf. */
  readonly sets: readonly SelectionSetNode[];
  /** `selectionSet.author`, from the root. */
  readonly path: JsonPath;
  /** The field as it was written in the first place: what is sent on to a remote schema or an action. */
  readonly node: FieldNode;
}

type Composite = ObjectType | InterfaceType | UnionType;

const TYPENAME: FieldDef = {
  name: '__typename',
  description: null,
  type: { kind: 'named', name: 'String', isNullable: false },
  args: new Map(),
  means: { kind: 'typename' },
};

/** Fields of one operation, fragments spread: a few fragments that spread each other twice make millions. */
const FIELDS_MAX = 20_000;

export function selectionsOf(
  sets: readonly SelectionSetNode[],
  type: Composite,
  path: JsonPath,
  planning: Planning,
): readonly Selection[] {
  refuseDepth(path);
  const inside = [...path, 'selectionSet'];
  const collected: Collected = { found: new Map(), spread: new Set() };
  for (const set of sets) collect(set, type, collected, planning, inside);
  for (const [alias, nodes] of collected.found) refuseNames(alias, nodes, inside);
  planning.spent.fields += collected.found.size;
  if (planning.spent.fields > FIELDS_MAX)
    throw new EngineError(
      'validation-failed',
      `the operation selects more than ${FIELDS_MAX} fields`,
    );
  return [...collected.found].map(([alias, nodes]) =>
    selection(alias, nodes, type, inside, planning),
  );
}

interface Collected {
  /** By the key in the answer. */
  readonly found: Map<string, FieldNode[]>;
  /** Fragments that were spread here: once more adds nothing. */
  readonly spread: Set<string>;
}

function collect(
  set: SelectionSetNode,
  type: Composite,
  collected: Collected,
  planning: Planning,
  path: JsonPath,
): void {
  for (const node of set.selections) {
    if (!isIncluded(node, planning, path)) continue;
    if (node.kind === Kind.FIELD) {
      const alias = (node.alias ?? node.name).value;
      const nodes = collected.found.get(alias);
      if (nodes) nodes.push(node);
      else collected.found.set(alias, [node]);
      continue;
    }
    const inner = innerOf(node, collected, planning);
    const condition = inner?.typeCondition?.name.value;
    if (!inner || (condition !== undefined && !applies(condition, type, planning))) continue;
    collect(inner.selectionSet, type, collected, planning, path);
  }
}

function innerOf(
  node: FragmentSpreadNode | InlineFragmentNode,
  { spread }: Collected,
  { fragments }: Planning,
): FragmentDefinitionNode | InlineFragmentNode | undefined {
  if (node.kind === Kind.INLINE_FRAGMENT) return node;
  const name = node.name.value;
  if (spread.has(name)) return undefined;
  spread.add(name);
  return fragments.get(name);
}

function applies(condition: string, type: Composite, { request }: Planning): boolean {
  if (condition === type.name) return true;
  if (type.kind !== 'object') return type.possible.includes(condition);
  if (type.interfaces.includes(condition)) return true;
  const wider = request.types.get(condition);
  return wider?.kind === 'union' && wider.possible.includes(type.name);
}

const LOCATION = {
  [Kind.FIELD]: 'FIELD',
  [Kind.FRAGMENT_SPREAD]: 'FRAGMENT_SPREAD',
  [Kind.INLINE_FRAGMENT]: 'INLINE_FRAGMENT',
} as const;

function isIncluded(
  { kind, directives = [] }: SelectionNode,
  { request }: Planning,
  path: JsonPath,
): boolean {
  const given = readDirectives(directives, LOCATION[kind], path, request);
  for (const [name, args] of given) {
    const condition = args.find(({ def }) => def.name === 'if');
    if (condition && booleanOf(condition.input) === (name === 'skip')) return false;
  }
  return true;
}

function selection(
  alias: string,
  nodes: readonly FieldNode[],
  type: Composite,
  base: JsonPath,
  planning: Planning,
): Selection {
  const [node] = nodes;
  if (!node) throw new EngineError('unexpected', 'a selection without a node');
  const name = node.name.value;
  const path = [...base, name];
  const def = name === '__typename' ? TYPENAME : fieldNamed(name, type, path, planning);
  const sets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  return {
    alias,
    parent: type.name,
    def,
    args: argumentsOf(node, def, path, planning),
    sets,
    path,
    node,
  };
}

function fieldNamed(name: string, type: Composite, path: JsonPath, { schema }: Planning): FieldDef {
  const def = type.kind === 'union' ? undefined : type.fields.get(name);
  if (def) return def;
  const meta = type === schema.query && schema.mayIntrospect ? META_FIELDS.get(name) : undefined;
  if (meta) return meta;
  throw new EngineError(
    'validation-failed',
    `field '${name}' not found in type: '${type.name}'`,
    path,
  );
}

/** Fields of one key in the answer must ask for the same. */
function refuseNames(alias: string, nodes: readonly FieldNode[], path: JsonPath): void {
  const [first] = nodes;
  if (first === undefined || nodes.length === 1) return;
  const name = first.name.value;
  const args = printedArguments(first);
  for (const other of nodes) {
    if (other === first) continue;
    if (other.name.value !== name)
      throw new EngineError(
        'validation-failed',
        `selection of both '${name}' and '${other.name.value}' specify the same response name, '${alias}'`,
        path,
      );
    if (printedArguments(other) !== args)
      throw new EngineError(
        'validation-failed',
        `inconsistent arguments between multiple selections of field '${name}'`,
        path,
      );
  }
}

const printedArguments = ({ arguments: args = [] }: FieldNode): string =>
  args
    .map((arg) => print(arg))
    .sort()
    .join();

function argumentsOf(
  { name, arguments: args = [] }: FieldNode,
  def: FieldDef,
  path: JsonPath,
  planning: Planning,
): readonly InputField[] {
  const { request } = planning;
  const { args: defs } = def;
  for (const arg of args)
    if (!defs.has(arg.name.value))
      throw new EngineError(
        'validation-failed',
        `'${name.value}' has no argument named '${arg.name.value}'`,
        path,
      );
  return readArguments(args, defs, [...path, 'args'], {
    ...request,
    types: typesOf(def, planning),
  });
}

/** Where the types of a field's arguments are: those of a remote schema are its own. */
function typesOf({ means }: FieldDef, { request, schema }: Planning): Types {
  if (means.kind === 'remote-field') return means.remote.types;
  if (means.kind !== 'join') return request.types;
  const { target } = means.join;
  return target.kind === 'source' ? schema.types : target.remote.types;
}

/** The same operation, where types are those of a remote schema, or (null) the role's again. */
export const within = (planning: Planning, remote: RoleRemote | null): Planning => ({
  ...planning,
  request: { ...planning.request, types: (remote ?? planning.schema).types },
});

/** The type that a field's selection set is of; says so where a set is missing or misplaced. */
export function selectedType(
  { def, sets, path }: Selection,
  { request }: Planning,
): Composite | null {
  const name = namedType(def.type);
  const type = request.types.get(name);
  const isComposite =
    type?.kind === 'object' || type?.kind === 'interface' || type?.kind === 'union';
  if (!isComposite) {
    if (sets.length > 0)
      throw new EngineError(
        'validation-failed',
        'unexpected subselection set for non-object field',
        path,
      );
    return null;
  }
  if (sets.length === 0)
    throw new EngineError('validation-failed', `missing selection set for '${name}'`, [
      ...path,
      'selectionSet',
    ]);
  return type;
}

export const namedType = (type: TypeRef): string =>
  type.kind === 'list' ? namedType(type.of) : type.name;

/** The selections inside a field of an object type. */
export function innerSelections(selection: Selection, planning: Planning): readonly Selection[] {
  const type = selectedType(selection, planning);
  return type === null ? [] : selectionsOf(selection.sets, type, selection.path, planning);
}
