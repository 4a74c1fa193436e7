import { Kind, type ValueNode } from 'graphql';
import { numberFromText } from '../base/json-number.ts';

/** A literal of the document as the JSON value it stands for; numbers that JavaScript cannot hold keep their text. */
export function literalToValue(node: ValueNode, variable: (name: string) => unknown): unknown {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return numberFromText(node.value);
    case Kind.STRING:
    case Kind.ENUM:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.LIST:
      return node.values.map((member) => literalToValue(member, variable));
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, literalToValue(field.value, variable)]),
      );
    case Kind.VARIABLE:
      return variable(node.name.value);
  }
}
