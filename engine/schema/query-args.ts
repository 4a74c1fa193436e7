import { valueType } from './column-type.ts';
import type { InputFieldDef, RoleNativeQuery } from './model.ts';
import { inputField, inputObject } from './registry.ts';
import type { TrackedNativeQuery } from './tracked.ts';
import { nonNull, nullableIf } from './type-ref.ts';
import type { View } from './view.ts';

/** A native query as one role may select from it. */
export const roleQuery = (
  { name, pieces, args }: TrackedNativeQuery,
  view: View,
): RoleNativeQuery => ({
  source: view.source,
  name,
  pieces,
  args,
  table: view,
});

/** `args: { … }`, where the query takes any. */
export function queryArgs(
  { name, args }: TrackedNativeQuery,
  { naming, builder }: View,
): readonly InputFieldDef[] {
  if (args.size === 0) return [];
  const description = `${name} Native Query Arguments`;
  const typed = naming.type({ text: name, isCustom: false }, 'arguments');
  const fields = (): readonly InputFieldDef[] =>
    [...args.values()].map((arg) =>
      inputField(
        arg.name,
        nullableIf(arg.isNullable, valueType(arg.type, builder)),
        { kind: 'plain' },
        { description: arg.description },
      ),
    );
  const type = builder.types.use(typed, 'input', () => inputObject(typed, description, fields()));
  const isOptional = [...args.values()].every((arg) => arg.isNullable);
  return [
    inputField(
      'args',
      isOptional ? type : nonNull(type),
      { kind: 'function-args' },
      { description },
    ),
  ];
}
