/** `@preset(value: …, static: …)` → the value that is always sent: a literal, with session variables in it. */
import {
  type ConstDirectiveNode,
  type ConstValueNode,
  Kind,
  print,
  type TypeDefinitionNode,
} from 'graphql';
import { BUILT_IN_SCALARS, type TypeRef } from '../../catalog/remote-model.ts';
import type { RemoteValue } from '../../ir/remote.ts';
import { refOf } from './sdl.ts';

interface Given {
  readonly provided: ReadonlyMap<string, { readonly node: TypeDefinitionNode }>;
  readonly reasons: string[];
}

const quoted = (text: string): string => JSON.stringify(text);

/** Null where something is wrong, which is added to the reasons. */
export function readPreset(
  { arguments: args = [] }: ConstDirectiveNode,
  type: TypeRef,
  parent: string,
  { provided, reasons }: Given,
): RemoteValue | null {
  const refuse = (reason: string): null => {
    reasons.push(reason);
    return null;
  };
  const argument = (name: string) => args.find((arg) => arg.name.value === name)?.value;
  if (args.length === 0) return refuse('no arguments found in the preset directive');
  const value = argument('value');
  if (!value) return refuse(`preset argument "value" not found at ${quoted(parent)}`);
  const fixed = argument('static');
  if (fixed && fixed.kind !== Kind.BOOLEAN)
    return refuse('expected preset static value to be a Boolean value');
  const isStatic = fixed?.kind === Kind.BOOLEAN && fixed.value;
  return presetValue(value, type, { parent, isStatic, provided, refuse });
}

interface Reading {
  readonly parent: string;
  readonly isStatic: boolean;
  readonly provided: Given['provided'];
  refuse(reason: string): null;
}

const isSessionVariable = (node: ConstValueNode, { isStatic }: Reading): string | null =>
  node.kind === Kind.STRING && !isStatic && /^x-hasura-/i.test(node.value)
    ? node.value.toLowerCase()
    : null;

function presetValue(node: ConstValueNode, type: TypeRef, reading: Reading): RemoteValue | null {
  if (type.kind === 'list') return listValue(node, type.of, reading);
  const { provided, refuse } = reading;
  const found = provided.get(type.name)?.node;
  const expected = (what: string): null =>
    refuse(
      `expected preset value ${quoted(print(node))} of type ${quoted(type.name)} to be ${what}`,
    );
  if (found === undefined && !BUILT_IN_SCALARS.has(type.name))
    return refuse(
      `${quoted('Scalar')}: ${quoted(type.name)} does not exist in the upstream remote schema`,
    );
  switch (found?.kind) {
    case undefined:
    case Kind.SCALAR_TYPE_DEFINITION: {
      const isScalar = ![Kind.ENUM, Kind.LIST, Kind.OBJECT].some((kind) => kind === node.kind);
      return isScalar ? scalarValue(node, type, null, reading) : expected('a scalar value');
    }
    case Kind.ENUM_TYPE_DEFINITION: {
      const values = (found.values ?? []).map(({ name }) => name.value);
      if (isSessionVariable(node, reading) !== null)
        return scalarValue(node, type, values, reading);
      if (node.kind !== Kind.ENUM) return expected('an enum value');
      return values.includes(node.value)
        ? { kind: 'literal', text: node.value }
        : refuse(`${quoted(node.value)} not found in the enum: ${quoted(type.name)}`);
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
      if (node.kind !== Kind.OBJECT) return expected('an input object value');
      const fields = node.fields.map(({ name, value }): [string, RemoteValue | null] => {
        const field = found.fields?.find((each) => each.name.value === name.value);
        return [
          name.value,
          field
            ? presetValue(value, refOf(field.type), { ...reading, parent: name.value })
            : refuse(
                `${quoted(name.value)} does not exist in the input object ${quoted(type.name)}`,
              ),
        ];
      });
      return { kind: 'object', fields: new Map(fields.flatMap(whole)) };
    }
    default:
      return refuse(`expected ${quoted(type.name)} to be an input type, but it's an output type`);
  }
}

/** Leaves out what was refused: that is an error already. */
const whole = ([name, value]: [string, RemoteValue | null]): [string, RemoteValue][] =>
  value === null ? [] : [[name, value]];

/** A single value stands for a list of one. */
function listValue(node: ConstValueNode, of: TypeRef, reading: Reading): RemoteValue | null {
  if (node.kind === Kind.LIST) {
    const members = node.values.flatMap((member) => presetValue(member, of, reading) ?? []);
    return { kind: 'list', of: members };
  }
  if (isSessionVariable(node, reading) !== null)
    return reading.refuse(
      `illegal preset value at ${quoted(reading.parent)}. Session arguments can only be set for singleton values`,
    );
  return presetValue(node, of, reading);
}

/** A session variable is required to be there: presets are no proposals. */
function scalarValue(
  node: ConstValueNode,
  type: TypeRef,
  values: readonly string[] | null,
  reading: Reading,
): RemoteValue {
  const name = isSessionVariable(node, reading);
  if (name === null) {
    const plain = node.kind === Kind.STRING ? { ...node, block: false } : node;
    return { kind: 'literal', text: print(plain) };
  }
  return {
    kind: 'leaf',
    leaf: { from: 'session', name, values },
    type: { ...type, isNullable: false },
  };
}
