/** Whether the types of a remote fit together: all that its root fields reach. Throws the first thing that does not, in Hasura's words. */
import { EngineError } from '../../base/error.ts';
import {
  BUILT_IN_SCALARS,
  baseOf,
  type RemoteCatalog,
  type RemoteField,
  type RemoteInputValues,
  type RemoteInterface,
  type RemoteObject,
  type RemoteType,
  type RemoteUnion,
} from '../../catalog/remote-model.ts';
import { printType } from '../type-ref.ts';
import { isSubtype } from './subtype.ts';

export function checkTypes(catalog: RemoteCatalog): void {
  const { query, mutation, subscription } = catalog.roots;
  const walk: Walk = { catalog, seen: new Set() };
  for (const name of [query, mutation, subscription]) {
    if (name === null) continue;
    const root = catalog.types.get(name);
    if (root?.kind !== 'object')
      throw new EngineError('unexpected', `${JSON.stringify(name)} has to be an object type`);
    visit(root, walk);
  }
}

interface Walk {
  readonly catalog: RemoteCatalog;
  /** Types met already: they refer to each other in rings. */
  readonly seen: Set<string>;
}

const refuse = (message: string): never => {
  throw new EngineError('remote-schema-error', message);
};
const squoted = (name: string): string => `'${name}'`;
const dquoted = (name: string): string => JSON.stringify(name);

function visit(type: RemoteType, walk: Walk): void {
  if (walk.seen.has(type.name)) return;
  walk.seen.add(type.name);
  switch (type.kind) {
    case 'object':
      visitFields([...type.fields.values()], walk);
      for (const name of type.interfaces) visitInterfaceOf(type, name, walk);
      return;
    case 'interface':
      visitFields([...type.fields.values()], walk);
      for (const name of type.possible) visit(memberNamed(name, type, walk), walk);
      if (type.fields.size === 0)
        refuse(`List of fields cannot be empty for interface ${squoted(type.name)}`);
      return;
    case 'union':
      for (const name of type.possible) visit(memberNamed(name, type, walk), walk);
      if (type.possible.length === 0)
        refuse(`List of member types cannot be empty for union type ${squoted(type.name)}`);
      return;
    case 'input':
      visitInputs(type.fields, walk);
      return;
    case 'enum':
    case 'scalar':
      return;
  }
}

function visitFields(fields: readonly RemoteField[], walk: Walk): void {
  for (const { type, args } of fields) {
    const found = typeNamed(baseOf(type), walk);
    if (found?.kind === 'input') refuse('expecting output type, but got input object type');
    if (found) visit(found, walk);
    visitInputs(args, walk);
  }
}

function visitInputs(values: RemoteInputValues, walk: Walk): void {
  for (const { type } of values.values()) {
    const found = typeNamed(baseOf(type), walk);
    if (found === null || found.kind === 'enum' || found.kind === 'scalar') continue;
    if (found.kind !== 'input') refuse('expecting input type, but got output type');
    visit(found, walk);
  }
}

/** Null for the scalars that need not be listed. */
function typeNamed(name: string, { catalog }: Walk): RemoteType | null {
  const found = catalog.types.get(name);
  if (found) return found;
  return BUILT_IN_SCALARS.has(name) ? null : refuse(`Could not find type with name ${name}`);
}

function memberNamed(
  name: string,
  of: RemoteInterface | RemoteUnion,
  { catalog }: Walk,
): RemoteObject {
  const found = catalog.types.get(name);
  if (found?.kind === 'object') return found;
  const owner = of.kind === 'union' ? 'Union' : 'Interface';
  const kind = of.kind === 'union' ? 'Union type' : 'Interface type';
  return refuse(
    found?.kind === 'interface'
      ? `${kind} ${squoted(of.name)} can only include object types. It cannot include ${squoted(name)}`
      : `Could not find type ${squoted(name)}, which is defined as a member type of ${owner} ${squoted(of.name)}`,
  );
}

function visitInterfaceOf(object: RemoteObject, name: string, walk: Walk): void {
  const found = walk.catalog.types.get(name);
  const face: RemoteInterface =
    found?.kind === 'interface'
      ? found
      : refuse(
          `Could not find interface ${squoted(name)} implemented by Object type ${squoted(object.name)}`,
        );
  visit(face, walk);
  for (const field of face.fields.values()) checkImplements(object, face, field, walk);
}

function checkImplements(
  object: RemoteObject,
  { name }: RemoteInterface,
  wanted: RemoteField,
  { catalog }: Walk,
): void {
  const theirs = `${squoted(name)}.${dquoted(wanted.name)}`;
  const field: RemoteField =
    object.fields.get(wanted.name) ??
    refuse(`Interface field ${theirs} expected, but ${squoted(object.name)} does not provide it`);
  const ours = `${squoted(object.name)}.${dquoted(field.name)}`;
  if (!isSubtype(field.type, wanted.type, catalog))
    refuse(
      `The type of Object field ${ours} (${printType(field.type)}) is not the same type/sub type of Interface field ${theirs} (${printType(wanted.type)})`,
    );
  for (const arg of wanted.args.values()) {
    const found = field.args.get(arg.name);
    const of = `Interface field argument ${theirs}(${dquoted(arg.name)}:)`;
    if (!found) refuse(`${of} required, but Object field ${ours} does not provide it`);
    else if (printType(found.type) !== printType(arg.type))
      refuse(
        `${of} expects type ${printType(arg.type)}, but ${ours}(${dquoted(arg.name)}:) has type ${printType(found.type)}`,
      );
  }
  for (const arg of field.args.values())
    if (!wanted.args.has(arg.name) && !arg.type.isNullable)
      refuse(
        `Object field argument ${ours}(${dquoted(arg.name)}:) is of required type ${printType(arg.type)}, but is not provided by Interface field ${theirs}`,
      );
}
