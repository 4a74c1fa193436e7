/** `{{argument}}`s of a native query → parameters between its pieces of SQL. */
import type { Operand } from '../ir/bool-exp.ts';
import type { From } from '../ir/select.ts';
import type { RoleNativeQuery } from '../schema/model.ts';
import { encodingOf } from '../schema/scalar.ts';
import { argument } from './argument.ts';
import { fieldsOf, isNull, paramOf } from './input.ts';
import type { Selection } from './selection.ts';

export function fromNativeQuery(
  { name, pieces, args }: RoleNativeQuery,
  selection: Selection,
): From {
  const given = argument(selection.args, 'function-args');
  const values = new Map<string, Operand>();
  for (const { def, input } of given === null ? [] : fieldsOf(given)) {
    const type = args.get(def.name)?.type;
    if (type === undefined || (def.type.isNullable && isNull(input))) continue;
    const param = paramOf(input, encodingOf(type));
    values.set(def.name, { kind: 'param', param, type: type.sqlName });
  }
  return {
    kind: 'native-query',
    name,
    pieces: pieces.map((piece) =>
      piece.kind === 'text'
        ? piece
        : { kind: 'value', value: values.get(piece.name) ?? { kind: 'null' } },
    ),
  };
}
