import { Kind, type OperationDefinitionNode, type ValueNode } from 'graphql';
import { EngineError } from '../base/error.ts';
import type { Features } from '../schema/features.ts';
import type { TypeRef } from '../schema/model.ts';
import { printType } from '../schema/type-ref.ts';
import { literalToValue } from './literal.ts';
import type { Variables } from './shape.ts';
import { typeOfNode } from './type-check.ts';

/** A variable as the operation declares it. */
export interface Declaration {
  readonly type: TypeRef;
  readonly printed: string;
  readonly default: ValueNode | null;
  /** Neither nullable nor with a default: every request gives it. */
  readonly isRequired: boolean;
}
export type Declarations = ReadonlyMap<string, Declaration>;

export function declarationsOf(operation: OperationDefinitionNode): Declarations {
  const declarations = new Map<string, Declaration>();
  for (const { variable, type: node, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (declarations.has(name))
      throw new EngineError('parse-failed', `multiple definitions for variable "${name}"`);
    const type = typeOfNode(node);
    declarations.set(name, {
      type,
      printed: printType(type),
      default: defaultValue ?? null,
      isRequired: !type.isNullable && defaultValue === undefined,
    });
  }
  return declarations;
}

/**
 * The variables of a request with the defaults of those that it left out. Missing ones are refused, and those that the
 * operation makes no use of.
 */
export function completeVariables(
  declarations: Declarations,
  used: ReadonlySet<string>,
  given: Variables,
  { unboundIsAbsent }: Features,
): Variables {
  let complete: Record<string, unknown> | null = null;
  for (const [name, declaration] of declarations) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined && (value !== null || declaration.type.isNullable)) continue;
    if (declaration.isRequired || value === null)
      throw new EngineError(
        'validation-failed',
        `expecting a value for non-nullable variable: "${name}"`,
      );
    if (declaration.default === null && unboundIsAbsent) continue;
    complete ??= { ...given };
    complete[name] =
      declaration.default === null ? null : literalToValue(declaration.default, () => null);
  }
  refuseUnbound(declarations, used);
  const unused = Object.keys(given).filter((name) => !used.has(name));
  if (unused.length > 0)
    throw new EngineError(
      'validation-failed',
      `unexpected variables in variableValues: ${unused.join(', ')}`,
    );
  return complete ?? given;
}

function refuseUnbound(declarations: Declarations, used: ReadonlySet<string>): void {
  for (const name of used)
    if (!declarations.has(name))
      throw new EngineError('validation-failed', `unbound variable "${name}"`);
}

/** Every variable that a value mentions. */
export function variablesIn(node: ValueNode): readonly string[] {
  switch (node.kind) {
    case Kind.VARIABLE:
      return [node.name.value];
    case Kind.LIST:
      return node.values.flatMap(variablesIn);
    case Kind.OBJECT:
      return node.fields.flatMap((field) => variablesIn(field.value));
    default:
      return [];
  }
}
