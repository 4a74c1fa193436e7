/** Operators as fields of a comparison: those that every type knows, and how one is made. */
import type { InputFieldDef, TypeRef } from './model.ts';
import { inputField } from './registry.ts';
import type { TrackedSource } from './tracked.ts';
import { list, nonNull } from './type-ref.ts';
import type { Builder } from './view.ts';

export type Operators = ReturnType<typeof operatorsOn>;
export function operatorsOn(value: TypeRef, { naming }: TrackedSource) {
  const op = (operator: string, type: TypeRef, description: string | null = null): InputFieldDef =>
    inputField(naming.field(operator), type, { kind: 'operator', operator }, { description });
  const values = list(nonNull(value));
  return {
    value,
    op,
    equality: (_: Builder) => [
      op('_eq', value),
      op('_neq', value),
      op('_in', values),
      op('_nin', values),
    ],
    isNull: ({ types }: Builder) => [op('_is_null', types.scalar('Boolean'))],
    order: () => [op('_gt', value), op('_lt', value), op('_gte', value), op('_lte', value)],
  };
}
