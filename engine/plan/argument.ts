import { type Input, type InputField, isNull } from './input.ts';

/** The argument of that meaning, null where it is absent or null. */
export function argument(
  fields: readonly InputField[],
  kind: InputField['def']['means']['kind'],
): Input | null {
  const found = fields.find(({ def }) => def.means.kind === kind);
  return found && !isNull(found.input) ? found.input : null;
}
