/** A call of a SQL function: of a computed field, or of a tracked function's root field. */
import { EngineError } from '../base/error.ts';
import type { DbFunction } from '../catalog/model.ts';
import type { FunctionCall, FunctionCallArgument, Operand } from '../ir/bool-exp.ts';
import type { RoleComputedField, RoleFunction } from '../schema/model.ts';
import { encodingOf } from '../schema/scalar.ts';
import { fieldsOf, type Input, isNull, paramOf } from './input.ts';

export const computedCall = (
  { function: fn, rowArgument, sessionArgument }: RoleComputedField,
  args: Input | null,
): FunctionCall => call(fn, { rowArgument, sessionArgument }, args);

export const functionCall = (
  { function: fn, sessionArgument }: RoleFunction,
  args: Input | null,
): FunctionCall => call(fn, { rowArgument: null, sessionArgument }, args);

interface Special {
  readonly rowArgument: number | null;
  readonly sessionArgument: number | null;
}

function call(
  fn: DbFunction,
  { rowArgument, sessionArgument }: Special,
  args: Input | null,
): FunctionCall {
  const given = givenArguments(fn, args);
  const passed: FunctionCallArgument[] = [];
  let isGap = false; // after an argument that was left out, the others must be named
  fn.args.forEach(({ name, hasDefault }, i) => {
    const value = special(i) ?? given.get(i);
    if (value !== undefined) {
      passed.push({ name: isGap ? name : null, value });
      return;
    }
    if (!hasDefault)
      throw new EngineError(
        'not-supported',
        'Non default arguments cannot be omitted',
        args?.path ?? [],
      );
    isGap = true;
  });
  return { name: fn.name, args: passed };

  function special(i: number): FunctionCallArgument['value'] | undefined {
    if (i === rowArgument) return { kind: 'row' };
    if (i === sessionArgument)
      return {
        kind: 'param',
        param: { from: 'session' },
        type: fn.args[i]?.type.sqlName ?? 'json',
      };
    return undefined;
  }
}

function givenArguments(fn: DbFunction, args: Input | null): ReadonlyMap<number, Operand> {
  const given = new Map<number, Operand>();
  if (args === null) return given;
  for (const { def, input } of fieldsOf(args)) {
    if (def.means.kind !== 'function-argument') continue;
    const type = fn.args[def.means.index]?.type;
    if (!type) continue;
    given.set(
      def.means.index,
      isNull(input)
        ? { kind: 'null' }
        : { kind: 'param', param: paramOf(input, encodingOf(type)), type: type.sqlName },
    );
  }
  return given;
}
