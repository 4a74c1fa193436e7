import { at, EngineError } from '../base/error.ts';
import { keyOf, type PgType } from '../catalog/model.ts';
import {
  allOf,
  type BoolExp,
  type CompareOp,
  FALSE,
  type FunctionCall,
  type Operand,
  type Scalar,
  TRUE,
} from '../ir/bool-exp.ts';
import { encodeValue } from '../pg/encode.ts';
import { qualified } from './naming.ts';
import { baseType, encodingOf, listEncodingOf } from './scalar.ts';
import { scalarProblem, valueProblem } from './scalar-check.ts';
import type { TrackedComputedField, TrackedTable } from './tracked.ts';

/** A permission's `filter` or `check` → BoolExp: the same language as a client's `where`, so there is one compiler. */
export function filterToBoolExp(
  filter: unknown,
  table: TrackedTable,
  reach: Reach = EVERYTHING,
): BoolExp {
  const of = Object.entries(asObject(filter)).map(([key, value]) =>
    at(key, () => term(key, value, table, reach)),
  );
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: 'and', of };
}

/**
 * Which rows of a related table count. A permission is the administrator's word, and sees all of them; a where clause of
 * the older query language sees those that its role may select.
 */
export type Reach = (target: TrackedTable) => BoolExp;
const EVERYTHING: Reach = () => TRUE;

const asObject = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new EngineError('parse-failed', 'expected an object for a boolean expression');
};
const asList = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new EngineError('parse-failed', 'expected a list of boolean expressions');
};

function term(key: string, value: unknown, table: TrackedTable, reach: Reach): BoolExp {
  switch (key.replace(/^\$/, '_')) {
    case '_and':
    case '_or':
      return {
        kind: key.endsWith('and') ? 'and' : 'or',
        of: asList(value).map((part, i) => at(i, () => filterToBoolExp(part, table, reach))),
      };
    case '_not':
      return { kind: 'not', of: filterToBoolExp(value, table, reach) };
    case '_exists':
      return exists(asObject(value), table, reach);
    default:
      return fieldTerm(key, value, table, reach);
  }
}

function exists(
  value: Readonly<Record<string, unknown>>,
  { source }: TrackedTable,
  reach: Reach,
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
  const where = at('_where', () => reached(value['_where'] ?? value['$where'], table, reach));
  return { kind: 'exists', table: name, on: new Map(), where };
}

function fieldTerm(key: string, value: unknown, table: TrackedTable, reach: Reach): BoolExp {
  const column = table.columns.get(key)?.column;
  if (column !== undefined)
    return comparisons(
      value,
      { kind: 'column', name: column.name, type: column.type.sqlName },
      column.type,
      column.isNullable,
      table,
    );
  const relationship = table.relationships.get(key);
  if (relationship !== undefined) {
    const target = table.source.tables.get(keyOf(relationship.target));
    if (target === undefined)
      throw new EngineError(
        'not-exists',
        `table "${qualified(relationship.target)}" does not exist`,
      );
    return {
      kind: 'exists',
      table: relationship.target,
      on: relationship.on,
      where: reached(value, target, reach),
    };
  }
  const computed = table.computedFields.get(key);
  if (computed !== undefined) return computedTerm(value, computed, table, reach);
  throw new EngineError('not-exists', `"${key}" does not exist`);
}

/** A condition on rows of another table, of those that count. */
const reached = (filter: unknown, target: TrackedTable, reach: Reach): BoolExp =>
  allOf(reach(target), filterToBoolExp(filter, target, reach));

function computedTerm(
  value: unknown,
  field: TrackedComputedField,
  table: TrackedTable,
  reach: Reach,
): BoolExp {
  const call = computedCall(field);
  if (field.returnsTable === null) {
    const { returns } = field.function;
    return comparisons(
      value,
      { kind: 'computed', call, type: returns.sqlName },
      returns,
      true,
      table,
    );
  }
  const target = table.source.tables.get(keyOf(field.returnsTable));
  if (target === undefined)
    throw new EngineError('not-exists', `table "${qualified(field.returnsTable)}" does not exist`);
  return { kind: 'exists-call', call, where: reached(value, target, reach) };
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

/** `{ _eq: 1, _gt: … }`; a plain value is compared by `_eq`. */
function comparisons(
  value: unknown,
  left: Scalar,
  type: PgType,
  isNullable: boolean,
  table: TrackedTable,
): BoolExp {
  const compared: Compared = { left, type, isNullable, table };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return comparison('_eq', value, compared);
  const of = Object.entries(value).map(([op, operand]) =>
    at(op, () => comparison(op.replace(/^\$/, '_'), operand, compared)),
  );
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: 'and', of };
}

interface Compared {
  readonly left: Scalar;
  readonly type: PgType;
  readonly isNullable: boolean;
  readonly table: TrackedTable;
}

const COLUMN_OPERATORS: Readonly<Record<string, CompareOp>> = {
  _ceq: '_eq',
  _cne: '_neq',
  _cneq: '_neq',
  _cgt: '_gt',
  _clt: '_lt',
  _cgte: '_gte',
  _clte: '_lte',
};
/** Operators of two sides, with the type of the right one where it is not the column's. */
const OPERATORS: Readonly<Record<string, string | null>> = {
  ...Object.fromEntries(
    [
      ...['_eq', '_neq', '_gt', '_lt', '_gte', '_lte', '_like', '_nlike', '_ilike', '_nilike'],
      ...['_similar', '_nsimilar', '_regex', '_iregex', '_nregex', '_niregex'],
      ...['_contains', '_contained_in', '_ancestor', '_descendant'],
      ...['_st_contains', '_st_crosses', '_st_equals', '_st_intersects', '_st_3d_intersects'],
      ...['_st_overlaps', '_st_touches', '_st_within'],
    ].map((op) => [op, null]),
  ),
  _has_key: 'text',
  _has_keys_any: 'text[]',
  _has_keys_all: 'text[]',
  _ancestor_any: 'ltree[]',
  _descendant_any: 'ltree[]',
  _matches: 'lquery',
  _matches_any: 'lquery[]',
  _matches_fulltext: 'ltxtquery',
  _st_intersects_rast: 'raster',
};

function comparison(written: string, value: unknown, compared: Compared): BoolExp {
  const { left, type, isNullable } = compared;
  const op = written === '_ne' ? '_neq' : written;
  if (op === '_is_null') {
    if (typeof value !== 'boolean') throw new EngineError('parse-failed', 'expected a boolean');
    return { kind: 'is-null', left, negated: !value };
  }
  if (op === '_cast') return cast(asObject(value), compared);
  if (op === '_in' || op === '_nin') return membership(op, value, compared);
  if (op === '_st_d_within' || op === '_st_3d_d_within')
    return within(op, asObject(value), compared);
  const columnOp = COLUMN_OPERATORS[op];
  if (columnOp !== undefined)
    return { kind: 'compare', op: columnOp, left, right: columnOperand(value, compared.table) };
  const other = OPERATORS[op];
  if (other === undefined)
    throw new EngineError('unexpected-payload', `unknown operator: ${written}`);
  const right = other === null ? presetOperand(value, type) : typedOperand(value, other);
  const compare = { kind: 'compare', op: op as CompareOp, left, right } as const;
  // Hasura lets a row with a null through `_ne`; with `_eq` a null never equals what is not null.
  return op === '_neq' && isNullable ? { ...compare, nullSafe: true } : compare;
}

export const isSessionVariable = (value: unknown): value is string =>
  typeof value === 'string' && /^x-hasura-/i.test(value);

/** A value of metadata for a column: a session variable or a constant. */
export function presetOperand(value: unknown, type: PgType): Operand {
  if (isSessionVariable(value)) {
    const as = baseType(type).element === undefined ? 'scalar' : 'array';
    return {
      kind: 'param',
      param: { from: 'session-variable', name: value.toLowerCase(), as },
      type: type.sqlName,
    };
  }
  return constantOperand(value, type);
}

/** A value as it stands, also where it reads like a session variable's name. */
export function constantOperand(value: unknown, type: PgType): Operand {
  if (value === null) return { kind: 'null' };
  const problem = valueProblem(value, type);
  if (problem !== null) throw new EngineError('parse-failed', problem);
  const { name } = baseType(type);
  const as = name === 'geometry' || name === 'geography' ? 'json' : encodingOf(type);
  const param = { from: 'constant', value: encodeValue(value, as) } as const;
  return { kind: 'param', param, type: type.sqlName };
}

function typedOperand(value: unknown, type: string): Operand {
  const isList = type.endsWith('[]');
  if (isSessionVariable(value))
    return {
      kind: 'param',
      param: {
        from: 'session-variable',
        name: value.toLowerCase(),
        as: isList ? 'array' : 'scalar',
      },
      type,
    };
  if (type === 'ltree[]') checkLabelPaths(value);
  return {
    kind: 'param',
    param: { from: 'constant', value: encodeValue(value, isList ? 'array' : 'scalar') },
    type,
  };
}

function checkLabelPaths(value: unknown): void {
  for (const [i, member] of (Array.isArray(value) ? value : [value]).entries())
    at(i, () => {
      const problem = scalarProblem('ltree', member);
      if (problem !== null) throw new EngineError('parse-failed', problem);
    });
}

function membership(op: '_in' | '_nin', value: unknown, compared: Compared): BoolExp {
  const { left, type } = compared;
  if (isSessionVariable(value))
    return { kind: 'compare', op, left, right: typedOperand(value, `${type.sqlName}[]`) };
  const list = Array.isArray(value) ? value : [value];
  if (!list.some(isSessionVariable)) {
    const param = { from: 'constant', value: encodeValue(list, listEncodingOf(type)) } as const;
    return {
      kind: 'compare',
      op,
      left,
      right: { kind: 'param', param, type: `${type.sqlName}[]` },
    };
  }
  const of = list.map(
    (member): BoolExp => ({
      kind: 'compare',
      op: op === '_in' ? '_eq' : '_neq',
      left,
      right: presetOperand(member, type),
    }),
  );
  if (of.length === 0) return op === '_in' ? FALSE : TRUE;
  return { kind: op === '_in' ? 'or' : 'and', of };
}

/** `_ceq: "column"`, or `["$", "column"]` for a column of the row where the permission began. */
function columnOperand(value: unknown, table: TrackedTable): Operand {
  const path = Array.isArray(value) ? value : [value];
  const name = path.at(-1);
  const root = path.length > 1 && path[0] === '$';
  if (typeof name !== 'string') throw new EngineError('parse-failed', 'expected a column');
  if (!root && !table.columns.has(name))
    throw new EngineError(
      'not-exists',
      `column "${name}" does not exist in table "${table.label}"`,
    );
  return { kind: 'column', name, root };
}

/** What each type may be cast to: the operators of the other then apply. */
const CASTS: Readonly<Record<string, readonly string[]>> = {
  geometry: ['geography'],
  geography: ['geometry'],
  jsonb: ['text'],
};

function cast(
  value: Readonly<Record<string, unknown>>,
  { left, table, type: from }: Compared,
): BoolExp {
  const of = Object.entries(value).map(([name, inner]) => {
    const type = name === 'String' ? 'text' : name;
    if (!CASTS[baseType(from).name]?.includes(type))
      throw new EngineError(
        'unexpected-payload',
        `cannot cast column of type "${from.name}" to type "${name}"`,
      );
    const target: PgType = { name: type, schema: 'pg_catalog', kind: 'base', sqlName: type };
    return comparisons(inner, { kind: 'cast', of: left, type }, target, true, table);
  });
  return { kind: 'and', of };
}

function within(
  op: '_st_d_within' | '_st_3d_d_within',
  value: Readonly<Record<string, unknown>>,
  { left, type }: Compared,
): BoolExp {
  const isGeography = baseType(type).name === 'geography';
  return {
    kind: 'st-d-within',
    dimensions: op === '_st_3d_d_within' ? 3 : 2,
    left,
    from: presetOperand(value['from'], type),
    distance: typedOperand(value['distance'], 'double precision'),
    useSpheroid: isGeography ? typedOperand(value['use_spheroid'] ?? true, 'boolean') : null,
  };
}
