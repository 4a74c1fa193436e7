/** `{ _eq: 1, _gt: … }` of a permission's filter, or of the older query language → BoolExp. */
import { at, EngineError } from '../base/error.ts';
import type { PgType } from '../catalog/model.ts';
import {
  type BoolExp,
  type CompareOp,
  FALSE,
  type Operand,
  type Scalar,
  TRUE,
} from '../ir/bool-exp.ts';
import { encodeValue } from '../pg/encode.ts';
import {
  baseType,
  classOf,
  encodingOf,
  isPatternOperator,
  listEncodingOf,
  operandType,
  type TypeClass,
} from './scalar.ts';
import { scalarProblem, valueProblem } from './scalar-check.ts';
import type { TrackedTable } from './tracked.ts';

/** The left side of comparisons, and where they stand. */
export interface Compared {
  readonly left: Scalar;
  readonly type: PgType;
  readonly table: TrackedTable;
  readonly root: Root;
  readonly look: Look;
}

export type Look = (table: TrackedTable, field: string) => void;

/** The table where a filter began, and whether `["$", "column"]` speaks of its row. */
export interface Root {
  readonly table: TrackedTable;
  isUsed: boolean;
}

/** A plain value is compared by `_eq`. */
export function comparisons(value: unknown, compared: Compared): BoolExp {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return comparison('_eq', value, compared);
  const of = Object.entries(value).map(([op, operand]) =>
    at(op, () => comparison(op, operand, compared)),
  );
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: 'and', of };
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

interface OperatorRule {
  /** The type of the right side where it is not the column's. */
  readonly operand?: string;
  /** Classes of the types that it works on; absent: all. */
  readonly on?: readonly TypeClass[];
}
const rules = (
  names: readonly string[],
  rule: OperatorRule,
): Readonly<Record<string, OperatorRule>> => Object.fromEntries(names.map((name) => [name, rule]));

/** Operators of two sides. */
const OPERATORS: Readonly<Record<string, OperatorRule>> = {
  ...rules(['_eq', '_neq', '_gt', '_lt', '_gte', '_lte'], {}),
  ...rules(['_like', '_nlike', '_ilike', '_nilike', '_similar', '_nsimilar'], { on: ['text'] }),
  ...rules(['_regex', '_iregex', '_nregex', '_niregex'], { on: ['text'] }),
  ...rules(['_contains', '_contained_in'], { on: ['jsonb', 'array'] }),
  ...rules(['_st_contains', '_st_crosses', '_st_equals', '_st_3d_intersects'], {
    on: ['geometry'],
  }),
  ...rules(['_st_overlaps', '_st_touches', '_st_within'], { on: ['geometry'] }),
  ...rules(['_st_intersects'], { on: ['geometry', 'geography'] }),
  ...rules(['_ancestor', '_descendant'], { on: ['ltree'] }),
  ...rules(['_ancestor_any', '_descendant_any'], { operand: 'ltree[]', on: ['ltree'] }),
  _has_key: { operand: 'text', on: ['jsonb'] },
  ...rules(['_has_keys_any', '_has_keys_all'], { operand: 'text[]', on: ['jsonb'] }),
  _matches: { operand: 'lquery', on: ['ltree'] },
  _matches_any: { operand: 'lquery[]', on: ['ltree'] },
  _matches_fulltext: { operand: 'ltxtquery', on: ['ltree'] },
  _st_intersects_rast: { operand: 'raster', on: ['raster'] },
};

/** How Hasura names the types of a class where an operator does not work on others. */
const TYPES_OF: Readonly<Record<TypeClass, string>> = {
  text: '"varchar"/"text"/"citext"',
  jsonb: '"jsonb"',
  ltree: '"ltree"',
  geometry: '"geometry"',
  geography: '"geography"',
  raster: '"raster"',
  array: 'array',
  plain: '',
};

function comparison(written: string, value: unknown, compared: Compared): BoolExp {
  const { left, type } = compared;
  const plain = written.replace(/^\$/, '_');
  const op = plain === '_ne' ? '_neq' : plain;
  if (op === '_is_null') {
    if (typeof value !== 'boolean') throw new EngineError('parse-failed', 'expected a boolean');
    return { kind: 'is-null', left, negated: !value };
  }
  if (op === '_cast') return cast(asObject(value), compared);
  if (op === '_in' || op === '_nin') return membership(op, value, compared);
  if (op === '_st_d_within' || op === '_st_3d_d_within')
    return within(op, asObject(value), compared);
  const bandOrder = BAND_ORDERS[op];
  if (bandOrder !== undefined) return band(bandOrder, asObject(value), compared);
  const columnOp = COLUMN_OPERATORS[op];
  if (columnOp !== undefined)
    return { kind: 'compare', op: columnOp, left, right: columnOperand(value, compared) };
  const rule = OPERATORS[op];
  if (rule === undefined)
    throw new EngineError('unexpected-payload', `Unknown operator: ${written}`);
  refuseType(rule, type);
  // In a permission a null equals a null: Hasura's `(a = b) OR (a IS NULL AND b IS NULL)`, of which one half is known.
  if (value === null && (op === '_eq' || op === '_neq'))
    return { kind: 'is-null', left, negated: op === '_neq' };
  const right =
    rule.operand === undefined ? presetOperand(value, type) : typedOperand(value, rule.operand);
  const isPattern = isPatternOperator(op) && right.kind === 'param';
  const operand = isPattern ? ({ ...right, type: 'text' } as const) : right;
  return { kind: 'compare', op: op as CompareOp, left, right: operand };
}

function refuseType({ on }: OperatorRule, type: PgType): void {
  if (on === undefined || on.includes(classOf(type))) return;
  const expected = on.map((each) => TYPES_OF[each]).join('/');
  throw new EngineError(
    'unexpected-payload',
    ` is of type "${baseType(type).sqlName}"; this operator works only on columns of type ${expected}`,
  );
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new EngineError('parse-failed', 'expected an object');
};

const isSessionVariable = (value: unknown): value is string =>
  typeof value === 'string' && /^x-hasura-/i.test(value);

/** A value of metadata for a column: a session variable or a constant. */
export function presetOperand(value: unknown, type: PgType): Operand {
  if (!isSessionVariable(value)) return constantOperand(value, type);
  const as = baseType(type).element === undefined ? 'scalar' : 'array';
  return {
    kind: 'param',
    param: { from: 'session-variable', name: value.toLowerCase(), as },
    type: operandType(type),
  };
}

/** A value as it stands, also where it reads like a session variable's name. */
export function constantOperand(value: unknown, type: PgType): Operand {
  if (value === null) return { kind: 'null' };
  const problem = valueProblem(value, type);
  if (problem !== null) throw new EngineError('parse-failed', problem);
  const { name } = baseType(type);
  const as = name === 'geometry' || name === 'geography' ? 'json' : encodingOf(type);
  const param = { from: 'constant', value: encodeValue(value, as) } as const;
  return { kind: 'param', param, type: operandType(type) };
}

function typedOperand(value: unknown, type: string): Operand {
  const as = type.endsWith('[]') ? 'array' : 'scalar';
  if (isSessionVariable(value))
    return {
      kind: 'param',
      param: { from: 'session-variable', name: value.toLowerCase(), as },
      type,
    };
  if (type === 'ltree[]') checkLabelPaths(value);
  return { kind: 'param', param: { from: 'constant', value: encodeValue(value, as) }, type };
}

function checkLabelPaths(value: unknown): void {
  for (const [i, member] of (Array.isArray(value) ? value : [value]).entries())
    at(i, () => {
      const problem = scalarProblem('ltree', member);
      if (problem !== null) throw new EngineError('parse-failed', problem);
    });
}

function membership(op: '_in' | '_nin', value: unknown, { left, type }: Compared): BoolExp {
  const listType = `${operandType(type)}[]`;
  if (isSessionVariable(value))
    return { kind: 'compare', op, left, right: typedOperand(value, listType) };
  const list = Array.isArray(value) ? value : [value];
  // To Postgres an array of arrays is one array: they are compared one by one, as are values out of the session.
  if (!list.some(isSessionVariable) && classOf(type) !== 'array') {
    const param = { from: 'constant', value: encodeValue(list, listEncodingOf(type)) } as const;
    return { kind: 'compare', op, left, right: { kind: 'param', param, type: listType } };
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

/** `_ceq: "column"`, or `["$", "column"]` for a column of the row where the filter began. */
function columnOperand(value: unknown, { table, root, look }: Compared): Operand {
  const path = Array.isArray(value) ? value : [value];
  const isRoot = path.length === 2 && path[0] === '$';
  if (path.length === 0) throw new EngineError('unexpected', 'path cannot be empty', [], 400);
  if (path.length > 1 && !isRoot)
    throw new EngineError(
      'not-supported',
      'Relationship references are not supported in column comparison RHS',
    );
  const name: unknown = path.at(-1);
  const owner = isRoot ? root.table : table;
  const found = typeof name === 'string' ? owner.columns.get(name) : undefined;
  if (typeof name !== 'string' || found === undefined)
    throw new EngineError('not-exists', `column ${JSON.stringify(name)} does not exist`);
  look(owner, name);
  if (isRoot) root.isUsed = true;
  return { kind: 'column', name, root: isRoot };
}

/** What each type may be cast to: the operators of the other then apply. */
const CASTS: Readonly<Record<string, readonly string[]>> = {
  geometry: ['geography'],
  geography: ['geometry'],
  jsonb: ['text'],
};

function cast(value: Readonly<Record<string, unknown>>, compared: Compared): BoolExp {
  const { left, type: from } = compared;
  const of = Object.entries(value).map(([name, inner]) => {
    const type = name === 'String' ? 'text' : name;
    if (!CASTS[baseType(from).name]?.includes(type))
      throw new EngineError(
        'unexpected-payload',
        `cannot cast column of type "${from.name}" to type "${name}"`,
      );
    const target: PgType = { name: type, schema: 'pg_catalog', kind: 'base', sqlName: type };
    return comparisons(inner, {
      ...compared,
      left: { kind: 'cast', of: left, type },
      type: target,
    });
  });
  return { kind: 'and', of };
}

function within(
  op: '_st_d_within' | '_st_3d_d_within',
  value: Readonly<Record<string, unknown>>,
  { left, type }: Compared,
): BoolExp {
  const isGeography = baseType(type).name === 'geography';
  refuseType({ on: isGeography && op === '_st_d_within' ? ['geography'] : ['geometry'] }, type);
  return {
    kind: 'st-d-within',
    dimensions: op === '_st_3d_d_within' ? 3 : 2,
    left,
    from: presetOperand(value['from'], type),
    distance: typedOperand(value['distance'], 'double precision'),
    useSpheroid: isGeography ? typedOperand(value['use_spheroid'] ?? true, 'boolean') : null,
  };
}

type Band = Extract<BoolExp, { kind: 'st-intersects-band' }>;
const BAND_ORDERS: Readonly<Record<string, Band['order']>> = {
  _st_intersects_nband_geom: 'nband-geom',
  _st_intersects_geom_nband: 'geom-nband',
};
const GEOMETRY: PgType = {
  name: 'geometry',
  schema: 'pg_catalog',
  kind: 'base',
  sqlName: 'geometry',
};

function band(
  order: Band['order'],
  { nband, geommin }: Readonly<Record<string, unknown>>,
  { left, type }: Compared,
): Band {
  refuseType({ on: ['raster'] }, type);
  const isGiven = nband !== undefined && nband !== null;
  if (geommin === undefined || geommin === null)
    throw new EngineError('parse-failed', 'key "geommin" not found');
  if (!isGiven && order === 'nband-geom')
    throw new EngineError('parse-failed', 'key "nband" not found');
  return {
    kind: 'st-intersects-band',
    order,
    left,
    band: isGiven ? typedOperand(nband, 'integer') : null,
    geometry: presetOperand(geommin, GEOMETRY),
  };
}
