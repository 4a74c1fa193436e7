import { type Input, type InputField, isNull } from './input.ts';

/** The argument of that meaning, null where it is absent, or null and may be: else null is for its reader to refuse. */
export function argument(
  fields: readonly InputField[],
  kind: InputField['def']['means']['kind'],
): Input | null {
  const found = fields.find(({ def }) => def.means.kind === kind);
  if (found === undefined) return null;
  return found.def.type.isNullable && isNull(found.input) ? null : found.input;
}
