/** The `when` of an event trigger: a condition over a row as it was and as it is. */
import { at, EngineError, unreachable } from '../base/error.ts';
import type { BoolExp, Scalar } from '../ir/bool-exp.ts';
import { openFilter } from './filter.ts';
import type { TrackedTable } from './tracked.ts';

export type RowCondition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly RowCondition[] }
  | { readonly kind: 'not'; readonly of: RowCondition }
  /** Of the row before or after; what its root is (`["$", "column"]`) is the other of the two. */
  | { readonly kind: 'row'; readonly row: 'old' | 'new'; readonly where: BoolExp };

export function readCondition(written: unknown, table: TrackedTable): RowCondition {
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw new EngineError(
      'parse-failed',
      'expected an object with "old", "new", _and, _or or _not',
    );
  const of = Object.entries(written).map(([key, value]) => at(key, () => term(key, value, table)));
  const [only] = of;
  return of.length === 1 && only ? only : { kind: 'and', of };
}

function term(key: string, value: unknown, table: TrackedTable): RowCondition {
  switch (key) {
    case '_and':
    case '_or':
      if (!Array.isArray(value)) throw new EngineError('parse-failed', 'expected a list');
      return {
        kind: key === '_and' ? 'and' : 'or',
        of: value.map((part, i) => at(i, () => readCondition(part, table))),
      };
    case '_not':
      return { kind: 'not', of: readCondition(value, table) };
    case 'old':
    case 'new': {
      const where = openFilter(value, table);
      check(where);
      return { kind: 'row', row: key, where };
    }
    default:
      throw new EngineError('parse-failed', `unknown key "${key}"; expected "old" or "new"`);
  }
}

function check(exp: BoolExp): void {
  switch (exp.kind) {
    case 'and':
    case 'or':
      for (const part of exp.of) check(part);
      break;
    case 'not':
    case 'rooted':
      check(exp.of);
      break;
    case 'exists':
      check(exp.where);
      break;
    case 'compare':
      refuseComputed(exp.left);
      break;
    case 'is-null':
      refuseComputed(exp.left);
      break;
    case 'exists-call':
      refuseCall();
      break;
    case 'st-d-within':
    case 'st-intersects-band':
    case 'aggregate':
      break;
    default:
      unreachable(exp);
  }
}

function refuseComputed(scalar: Scalar): void {
  if (scalar.kind === 'computed') refuseCall();
  if (scalar.kind === 'cast') refuseComputed(scalar.of);
}

/** A trigger knows the row as a record, which cannot be handed to a function that takes the table's type. */
function refuseCall(): never {
  throw new EngineError('not-supported', 'a condition on rows cannot look at computed fields');
}
