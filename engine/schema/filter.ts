import { at, EngineError } from '../base/error.ts';
import { keyOf, type TableName } from '../catalog/model.ts';
import { allOf, type BoolExp, type FunctionCall, TRUE } from '../ir/bool-exp.ts';
import { type Compared, comparisons, type Look, type Root } from './filter-comparison.ts';
import { qualified } from './naming.ts';
import type { TrackedComputedField, TrackedTable } from './tracked.ts';

/** A permission's `filter` or `check` → BoolExp: the same language as a client's `where`, so there is one compiler. */
export const filterToBoolExp = (
  filter: unknown,
  table: TrackedTable,
  view: View = EVERYTHING,
): BoolExp => {
  const root = { table, isUsed: false };
  const of = boolExp(filter, table, { root, ...view });
  return root.isUsed ? { kind: 'rooted', of } : of;
};

/** The same where the caller says what `["$", "column"]` means. */
export const openFilter = (filter: unknown, table: TrackedTable): BoolExp =>
  boolExp(filter, table, { root: { table, isUsed: false }, ...EVERYTHING });

/**
 * What a filter may see. A permission is the administrator's word, and sees everything; a where clause of the older query
 * language sees what its role may select.
 */
export interface View {
  /** Which rows of another table count, and which relationship leads to it, if one does. */
  readonly reach: (target: TrackedTable, relationship: string | null) => BoolExp;
  /** Told of each column and computed field that is compared. */
  readonly look: Look;
}
const EVERYTHING: View = { reach: () => TRUE, look: () => undefined };

interface Walk extends View {
  readonly root: Root;
}

function boolExp(filter: unknown, table: TrackedTable, walk: Walk): BoolExp {
  const of = Object.entries(asObject(filter)).map(([key, value]) =>
    at(key, () => term(key, value, table, walk)),
  );
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: 'and', of };
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new EngineError('parse-failed', 'expected an object for a boolean expression');
};
const asList = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new EngineError('parse-failed', 'expected a list of boolean expressions');
};

function term(key: string, value: unknown, table: TrackedTable, walk: Walk): BoolExp {
  switch (key.replace(/^\$/, '_')) {
    case '_and':
    case '_or':
      return {
        kind: key.endsWith('and') ? 'and' : 'or',
        of: asList(value).map((part, i) => at(i, () => boolExp(part, table, walk))),
      };
    case '_not':
      return { kind: 'not', of: boolExp(value, table, walk) };
    case '_exists':
      return exists(asObject(value), table, walk);
    default:
      return fieldTerm(key, value, table, walk);
  }
}

function exists(
  value: Readonly<Record<string, unknown>>,
  { source }: TrackedTable,
  walk: Walk,
): BoolExp {
  const given = value['_table'] ?? value['$table'];
  const name =
    typeof given === 'string'
      ? { schema: 'public', name: given }
      : {
          schema: String(asObject(given)['schema'] ?? 'public'),
          name: String(asObject(given)['name']),
        };
  const table = source.tables.get(keyOf(name));
  if (table === undefined)
    throw new EngineError('not-exists', `table "${qualified(name)}" does not exist`);
  const where = at('_where', () => reached(value['_where'] ?? value['$where'], table, walk));
  return { kind: 'exists', table: name, on: new Map(), where };
}

function fieldTerm(key: string, value: unknown, table: TrackedTable, walk: Walk): BoolExp {
  const column = table.columns.get(key)?.column;
  if (column !== undefined) {
    const { name, type } = column;
    walk.look(table, key);
    return comparisons(value, {
      left: { kind: 'column', name, type: type.sqlName },
      type,
      table,
      root: walk.root,
      look: walk.look,
    });
  }
  const relationship = table.relationships.get(key);
  if (relationship !== undefined) {
    const { target, on } = relationship;
    const related = tableNamed(target, table);
    return { kind: 'exists', table: target, on, where: reached(value, related, walk, key) };
  }
  const computed = table.computedFields.get(key);
  if (computed !== undefined) return computedTerm(value, computed, table, walk);
  throw new EngineError('not-exists', `"${key}" does not exist`);
}

function tableNamed(name: TableName, { source }: TrackedTable): TrackedTable {
  const found = source.tables.get(keyOf(name));
  if (found === undefined)
    throw new EngineError('not-exists', `table "${qualified(name)}" does not exist`);
  return found;
}

/** A condition on rows of another table, of those that count. */
const reached = (
  filter: unknown,
  target: TrackedTable,
  walk: Walk,
  relationship: string | null = null,
): BoolExp => allOf(walk.reach(target, relationship), boolExp(filter, target, walk));

function computedTerm(
  value: unknown,
  field: TrackedComputedField,
  table: TrackedTable,
  walk: Walk,
): BoolExp {
  const call = computedCall(field);
  if (field.returnsTable === null) {
    const { returns: type } = field.function;
    const left: Compared['left'] = { kind: 'computed', call, type: type.sqlName };
    walk.look(table, field.name);
    return comparisons(value, { left, type, table, root: walk.root, look: walk.look });
  }
  const target = tableNamed(field.returnsTable, table);
  return { kind: 'exists-call', call, where: reached(value, target, walk) };
}

/** The call with the row, the session, and defaults for the rest. */
function computedCall({
  function: fn,
  rowArgument,
  sessionArgument,
}: TrackedComputedField): FunctionCall {
  const args = fn.args.flatMap(({ name, type }, i): FunctionCall['args'] => {
    if (i === rowArgument) return [{ name: null, value: { kind: 'row' } }];
    if (i !== sessionArgument) return [];
    return [
      {
        name: i > rowArgument + 1 ? name : null,
        value: { kind: 'param', param: { from: 'session' }, type: type.sqlName },
      },
    ];
  });
  return { name: fn.name, args };
}
