import type { DbFunction } from '../catalog/model.ts';
import { valueType } from './column-type.ts';
import type { InputFieldDef } from './model.ts';
import { inputField, inputObject } from './registry.ts';
import { nonNull } from './type-ref.ts';
import type { Builder } from './view.ts';

/** `args: search_articles_args!`: absent where the client gives none, optional where all have defaults. */
export function functionArgs(
  name: string,
  description: string,
  fn: DbFunction,
  isHidden: (index: number) => boolean,
  builder: Builder,
): readonly InputFieldDef[] {
  const given = fn.args.flatMap((arg, index) => (isHidden(index) ? [] : [{ arg, index }]));
  if (given.length === 0) return [];
  const ref = builder.types.use(name, 'input', () =>
    inputObject(
      name,
      null,
      given.map(({ arg, index }, i) =>
        // Hasura counts the unnamed from 1.
        inputField(arg.name ?? `arg_${i + 1}`, valueType(arg.type, builder), {
          kind: 'function-argument',
          index,
        }),
      ),
    ),
  );
  const isOptional = given.every(({ arg }) => arg.hasDefault);
  return [
    inputField('args', isOptional ? ref : nonNull(ref), { kind: 'function-args' }, { description }),
  ];
}
