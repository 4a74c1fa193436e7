/** A selection set → the fields asked for, in order: fragments spread, directives obeyed, repeated fields merged. */
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
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
  RoleSchema,
  TypeRef,
  UnionType,
} from '../schema/model.ts';
import { booleanOf, type InputField, inputOf, type RequestValues } from './input.ts';
import { META_FIELDS } from './meta-field.ts';

/** What the planners of one operation share. */
export interface Planning {
  readonly schema: RoleSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly request: RequestValues;
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

/** A document nests deeper than any person writes: refused before the stack is. */
const DEPTH_MAX = 200;

export function selectionsOf(
  sets: readonly SelectionSetNode[],
  type: Composite,
  path: JsonPath,
  planning: Planning,
): readonly Selection[] {
  if (path.length > DEPTH_MAX * 2)
    throw new EngineError('validation-failed', 'the query is nested too deeply', path);
  const found = new Map<string, FieldNode[]>();
  for (const set of sets) collect(set, type, [], found, planning, path);
  const base = [...path, 'selectionSet'];
  return [...found].map(([alias, nodes]) => selection(alias, nodes, type, base, planning));
}

function collect(
  set: SelectionSetNode,
  type: Composite,
  spread: readonly string[],
  found: Map<string, FieldNode[]>,
  planning: Planning,
  path: JsonPath,
): void {
  for (const node of set.selections) {
    if (!isIncluded(node, planning, path)) continue;
    if (node.kind === Kind.FIELD) {
      const alias = (node.alias ?? node.name).value;
      const nodes = found.get(alias);
      if (nodes) nodes.push(node);
      else found.set(alias, [node]);
      continue;
    }
    const name = node.kind === Kind.FRAGMENT_SPREAD ? node.name.value : null;
    const fragment = name === null ? null : fragmentNamed(name, spread, planning);
    const inner = node.kind === Kind.INLINE_FRAGMENT ? node : fragment;
    if (inner === null) continue;
    const condition = inner.typeCondition?.name.value;
    if (condition !== undefined && !applies(condition, type)) continue;
    const next = name === null ? spread : [...spread, name];
    collect(inner.selectionSet, type, next, found, planning, path);
  }
}

function fragmentNamed(
  name: string,
  spread: readonly string[],
  { fragments }: Planning,
): FragmentDefinitionNode {
  const fragment = fragments.get(name);
  if (!fragment)
    throw new EngineError('validation-failed', `reference to undefined fragment "${name}"`);
  if (spread.includes(name)) {
    const cycle = spread.slice(spread.indexOf(name)).map((each) => `"${each}"`);
    throw new EngineError(
      'validation-failed',
      `the fragment definition(s) ${cycle.join(', ')} form a cycle`,
    );
  }
  return fragment;
}

const applies = (condition: string, type: Composite): boolean =>
  condition === type.name ||
  (type.kind === 'object'
    ? type.interfaces.includes(condition)
    : type.possible.includes(condition));

const BOOLEAN: TypeRef = { kind: 'named', name: 'Boolean', isNullable: false };

function isIncluded(
  { directives = [] }: SelectionNode,
  planning: Planning,
  path: JsonPath,
): boolean {
  for (const directive of directives) {
    const name = directive.name.value;
    if (name !== 'include' && name !== 'skip')
      throw new EngineError(
        'validation-failed',
        `directive '${name}' is not defined in the schema`,
        path,
      );
    if (condition(directive, planning, path) === (name === 'skip')) return false;
  }
  return true;
}

function condition(
  { name, arguments: args = [] }: DirectiveNode,
  { request }: Planning,
  path: JsonPath,
): boolean {
  const given = args.find((arg) => arg.name.value === 'if');
  const at = [...path, name.value];
  const input = given && inputOf(request, given.value, BOOLEAN, [...at, 'if'], false);
  if (!input) throw new EngineError('validation-failed', `missing required field 'if'`, at);
  return booleanOf(input);
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
  for (const other of nodes) refuseConflict(alias, node, other, path);
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

function refuseConflict(alias: string, first: FieldNode, other: FieldNode, path: JsonPath): void {
  if (first === other) return;
  if (first.name.value !== other.name.value)
    throw new EngineError(
      'validation-failed',
      `selection of both '${first.name.value}' and '${other.name.value}' specify the same response name, '${alias}'`,
      path,
    );
  if (printedArguments(first) !== printedArguments(other))
    throw new EngineError(
      'validation-failed',
      `inconsistent arguments between multiple selections of field '${first.name.value}'`,
      path,
    );
}

const printedArguments = ({ arguments: args = [] }: FieldNode): string =>
  args
    .map((arg) => print(arg))
    .sort()
    .join();

/** The arguments given, each with its definition; a left out variable counts as not given. */
function argumentsOf(
  { name, arguments: args = [] }: FieldNode,
  { args: defs }: FieldDef,
  path: JsonPath,
  { request }: Planning,
): readonly InputField[] {
  const given = args.flatMap((arg): readonly InputField[] => {
    const def = defs.get(arg.name.value);
    if (!def)
      throw new EngineError(
        'validation-failed',
        `'${name.value}' has no argument named '${arg.name.value}'`,
        path,
      );
    const at = [...path, 'args', def.name];
    const input = inputOf(request, arg.value, def.type, at, def.defaultValue !== null);
    return input === null ? [] : [{ def, input }];
  });
  for (const def of defs.values())
    if (!def.type.isNullable && def.defaultValue === null && !given.some((arg) => arg.def === def))
      throw new EngineError('validation-failed', `missing required field '${def.name}'`, [
        ...path,
        'args',
        def.name,
      ]);
  return given;
}

/** The type that a field's selection set is of; says so where a set is missing or misplaced. */
export function selectedType(
  { def, sets, path }: Selection,
  { schema }: Planning,
): Composite | null {
  const name = namedType(def.type);
  const type = schema.types.get(name);
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
    throw new EngineError('validation-failed', `missing selection set for '${name}'`, path);
  return type;
}

export const namedType = (type: TypeRef): string =>
  type.kind === 'list' ? namedType(type.of) : type.name;

/** The selections inside a field of an object type. */
export function innerSelections(selection: Selection, planning: Planning): readonly Selection[] {
  const type = selectedType(selection, planning);
  return type === null ? [] : selectionsOf(selection.sets, type, selection.path, planning);
}
