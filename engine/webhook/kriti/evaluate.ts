/** A template's tree and the values of its names → JSON. */
import { isDeepStrictEqual } from 'node:util';
import { JsonNumber, stringifyJson } from '../../base/json.ts';
import type { Comparison, Expression, Step } from './ast.ts';
import { KritiError, type Span } from './error.ts';
import { FUNCTIONS, type KritiFunction, KritiFunctionError } from './functions.ts';
import { isObject, typeOf } from './value.ts';

export interface Scope {
  readonly values: ReadonlyMap<string, unknown>;
  /** Functions besides those of the language: `getSessionVariable`. */
  readonly functions: ReadonlyMap<string, KritiFunction>;
}

export function evaluate(expression: Expression, scope: Scope): unknown {
  const run = (inner: Expression): unknown => evaluate(inner, scope);
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'text':
      return expression.parts
        .map((part) => (typeof part === 'string' ? part : interpolate(run(part), part.span)))
        .join('');
    case 'object':
      return Object.fromEntries(expression.members.map(([key, value]) => [key, run(value)]));
    case 'array':
      return expression.items.map(run);
    case 'name': {
      const { name, span } = expression;
      if (!scope.values.has(name)) throw outOfScope(name, span);
      return scope.values.get(name);
    }
    case 'access':
      return access(run(expression.of), expression.steps, scope, expression.span);
    case 'if': {
      const branch = expression.branches.find(({ when }) => isTrue(run(when), when.span));
      const chosen = branch?.body ?? expression.otherwise;
      return chosen ? run(chosen) : null;
    }
    case 'range':
      return range(expression, scope);
    case 'compare':
      return compare(expression.op, run(expression.left), run(expression.right), expression.span);
    case 'and':
    case 'or': {
      const { kind, left, right } = expression;
      const first = isTrue(run(left), left.span);
      return first === (kind === 'or') ? first : isTrue(run(right), right.span);
    }
    case 'in':
      return contains(run(expression.right), run(expression.left), expression.right.span);
    case 'default':
      return run(expression.left) ?? run(expression.right);
    case 'call':
      return call(expression, scope);
  }
}

const outOfScope = (name: string, span: Span) =>
  new KritiError('Name Error', `Variable '${name}' not in scope`, span);

function interpolate(value: unknown, span: Span): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (typeof value === 'number' || value instanceof JsonNumber) return stringifyJson(value);
  throw new KritiError('Type Error', `Cannot interpolate type: '${typeOf(value)}'.`, span);
}

function isTrue(value: unknown, span: Span): boolean {
  if (typeof value === 'boolean') return value;
  throw new KritiError('Type Error', `'${stringifyJson(value)}' is not a boolean.`, span);
}

/** An optional step that finds nothing gives null, and so do all that follow it. */
function access(whole: unknown, steps: readonly Step[], scope: Scope, span: Span): unknown {
  let value = whole;
  let isOptional = false;
  for (const step of steps) {
    isOptional ||= step.isOptional;
    const key = typeof step.key === 'string' ? step.key : evaluate(step.key, scope);
    const found = look(value, key, span);
    if (found instanceof KritiError) {
      if (isOptional) return null;
      throw found;
    }
    value = found;
  }
  return value;
}

function look(value: unknown, key: unknown, span: Span): unknown {
  if (typeof key === 'string') {
    if (!isObject(value)) return new KritiError('Type Error', expected('Object', value), span);
    if (Object.hasOwn(value, key)) return value[key];
    return new KritiError('Attribute Error', `'Object' has no attribute '${key}'.`, span);
  }
  if (typeof key === 'number') {
    if (!Array.isArray(value)) return new KritiError('Type Error', expected('Array', value), span);
    if (Number.isInteger(key) && key >= 0 && key < value.length) return value[key];
    return new KritiError('Index Error', 'Index out of range.', span);
  }
  return new KritiError('Type Error', expected('String or Number', key), span);
}

const expected = (type: string, value: unknown): string =>
  `Couldn't match expected type '${type}' with actual type '${typeOf(value)}'.`;

function range(loop: Extract<Expression, { kind: 'range' }>, scope: Scope): unknown {
  const over = evaluate(loop.over, scope);
  if (!Array.isArray(over))
    throw new KritiError('Range Error', 'Can only range over an array.', loop.over.span);
  return over.map((item, i) => {
    const values = new Map([...scope.values, [loop.item, item]]);
    if (loop.index !== null) values.set(loop.index, i);
    return evaluate(loop.body, { ...scope, values });
  });
}

function compare(op: Comparison, left: unknown, right: unknown, span: Span): boolean {
  if (op === '==') return isEqual(left, right);
  if (op === '!=') return !isEqual(left, right);
  const [a, b] = [orderable(left), orderable(right)];
  if (a === undefined || b === undefined || typeof a !== typeof b) {
    const wrong = a === undefined ? left : right;
    throw new KritiError('Type Error', `Cannot compare type: '${typeOf(wrong)}'.`, span);
  }
  switch (op) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
  }
}

const orderable = (value: unknown): string | number | undefined => {
  if (value instanceof JsonNumber) return Number(value.text);
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
};
const isEqual = (left: unknown, right: unknown): boolean => isDeepStrictEqual(left, right);

function contains(whole: unknown, member: unknown, span: Span): boolean {
  if (Array.isArray(whole)) return whole.some((item) => isEqual(item, member));
  if (isObject(whole)) return typeof member === 'string' && Object.hasOwn(whole, member);
  throw new KritiError('Type Error', expected('Array or Object', whole), span);
}

function call(
  { name, argument, span }: Extract<Expression, { kind: 'call' }>,
  scope: Scope,
): unknown {
  const known = scope.functions.get(name) ?? FUNCTIONS.get(name);
  if (!known) throw outOfScope(name, span);
  const value = evaluate(argument, scope);
  try {
    return known(value);
  } catch (error) {
    if (!(error instanceof KritiFunctionError)) throw error;
    throw new KritiError('Function Error', error.message, argument.span);
  }
}
