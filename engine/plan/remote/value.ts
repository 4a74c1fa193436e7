/** A value that the client gave for an argument of a remote schema → what is sent: structure, literals, variables. */
import { Kind, print, type ValueNode } from 'graphql';
import type { TypeRef } from '../../catalog/remote-model.ts';
import type { RemoteValue } from '../../ir/remote.ts';
import type { RoleRemote } from '../../schema/model.ts';
import { enumOf, fieldsOf, type Input, isNull, listOf, passOn, plainValueOf } from '../input.ts';
import { namedType } from '../selection.ts';
import { variablesIn } from '../variables.ts';

const NULL: RemoteValue = { kind: 'literal', text: 'null' };

export function remoteValue(input: Input, remote: RoleRemote): RemoteValue {
  const { type, source, request } = input;
  const name = namedType(type);
  if (source.kind === 'variable' && !remote.hidesWithin(name)) {
    const path = passOn(input, source.path);
    const [variable, ...deeper] = path;
    const declared = deeper.length === 0 ? request.declarations.get(String(variable)) : undefined;
    return {
      kind: 'leaf',
      leaf: { from: 'variable', path },
      type: originalType(declared?.type ?? type, remote),
    };
  }
  // A null that may not be is the remote's to refuse, but for objects.
  const kind = request.types.get(name)?.kind;
  if (isNull(input) && (type.isNullable || kind !== 'input')) return NULL;
  if (type.kind === 'list') return listValue(input, type.of, remote);
  if (kind === 'input') return objectValue(input, remote);
  return leafValue(input, kind === 'enum', remote);
}

/** A single value stands for a list of one, and is sent as it was given. */
function listValue(input: Input, of: TypeRef, remote: RoleRemote): RemoteValue {
  const { source } = input;
  const isSingle = source.kind === 'literal' && source.node.kind !== Kind.LIST;
  if (isSingle) return remoteValue({ ...input, type: of }, remote);
  return { kind: 'list', of: listOf(input).map((member) => remoteValue(member, remote)) };
}

function objectValue(input: Input, remote: RoleRemote): RemoteValue {
  const given = fieldsOf(input).map(
    (field) => [field.def.name, remoteValue(field.input, remote)] as const,
  );
  return { kind: 'object', fields: new Map([...given, ...remote.hiddenIn(namedType(input.type))]) };
}

function leafValue(input: Input, isEnum: boolean, remote: RoleRemote): RemoteValue {
  const { source } = input;
  if (isEnum) return { kind: 'literal', text: enumOf(input) };
  if (source.kind === 'literal' && variablesIn(source.node).length === 0)
    return { kind: 'literal', text: printLiteral(source.node) };
  return {
    kind: 'leaf',
    leaf: { from: 'constant', value: plainValueOf(input) },
    type: originalType(input.type, remote),
  };
}

/** On one line: a text in three quotes would break it. */
const printLiteral = (node: ValueNode): string =>
  print(node.kind === Kind.STRING ? { ...node, block: false } : node);

/** The type under the remote's name for it. */
export const originalType = (type: TypeRef, remote: RoleRemote): TypeRef =>
  type.kind === 'list'
    ? { ...type, of: originalType(type.of, remote) }
    : { ...type, name: remote.originalType(type.name) };
