/** `where` of a request → BoolExp, with the permissions of the tables that it reaches into. */
import { EngineError } from '../base/error.ts';
import type { PgType } from '../catalog/model.ts';
import {
  AGGREGATE_VALUE,
  allOf,
  type BoolExp,
  type CompareOp,
  type Operand,
  type Scalar,
  TRUE,
} from '../ir/bool-exp.ts';
import type { Encoding } from '../pg/sql.ts';
import type { RoleColumn, RoleRelationship, RoleTable } from '../schema/model.ts';
import {
  baseType,
  isArray,
  isPatternOperator,
  isSpatial,
  listEncodingOf,
  operandType,
} from '../schema/scalar.ts';
import { computedCall } from './computed-field.ts';
import {
  booleanOf,
  enumOf,
  fail,
  fieldsOf,
  type Input,
  type InputField,
  isNull,
  listOf,
  nullMessage,
  paramOf,
} from './input.ts';
import { cellOf, columnOperand, computedCellOf } from './operand.ts';

export function planBoolExp(input: Input, table: RoleTable): BoolExp {
  return allOf(...fieldsOf(input).map((field) => term(field, table)));
}

function term({ def, input }: InputField, table: RoleTable): BoolExp {
  const { means } = def;
  switch (means.kind) {
    case 'and':
    case 'or':
      return { kind: means.kind, of: listOf(input).map((each) => planBoolExp(each, table)) };
    case 'not':
      return { kind: 'not', of: planBoolExp(input, table) };
    case 'column-comparison':
      return comparisons(input, cellOf(means.column, table), means.column);
    case 'computed-comparison': {
      const { function: fn } = means.field;
      const left: Scalar = {
        kind: 'computed',
        call: computedCall(means.field, null),
        type: fn.returns.sqlName,
      };
      return comparisons(
        input,
        computedCellOf(left, means.field.name, table),
        valueOfType(means.field.function.returns),
      );
    }
    case 'relationship-filter':
      return related(means.relationship, (target) => planBoolExp(input, target));
    case 'computed-rows-filter': {
      const where = allOf(filterOf(means.table), planBoolExp(input, means.table));
      return { kind: 'exists-call', call: computedCall(means.field, null), where };
    }
    case 'aggregate-filter':
      return allOf(
        ...fieldsOf(input).map((field) => aggregatePredicate(field, means.relationship)),
      );
    default:
      throw new EngineError('unexpected', `"${def.name}" is no part of a where clause`, input.path);
  }
}

/** A table that the role may not select from shows no rows. */
export function filterOf({ select, table }: RoleTable): BoolExp {
  if (select === null)
    throw new EngineError('unexpected', `no permission to select from "${table.name.name}"`);
  return select.filter;
}

function related({ on, target }: RoleRelationship, plan: (target: RoleTable) => BoolExp): BoolExp {
  const table = target();
  return {
    kind: 'exists',
    table: table.table.name,
    on,
    where: allOf(filterOf(table), plan(table)),
  };
}

/** What is compared, so far as the operators need it. */
type Compared = Pick<RoleColumn, 'column' | 'enumTable'>;
const valueOfType = (type: PgType): Compared => ({
  column: {
    name: '',
    position: 0,
    type,
    isNullable: true,
    hasDefault: false,
    isGenerated: false,
    identity: 'none',
    description: null,
  },
  enumTable: null,
});

/** `{ _eq: …, _gt: … }`: all of them hold. */
function comparisons(input: Input, left: Scalar, compared: Compared): BoolExp {
  return allOf(...fieldsOf(input).map((field) => comparison(field, left, compared)));
}

function comparison({ def, input }: InputField, left: Scalar, compared: Compared): BoolExp {
  if (def.means.kind !== 'operator')
    throw new EngineError('unexpected', `"${def.name}" is no operator`, input.path);
  const { operator } = def.means;
  if (isNull(input))
    return input.request.features.nullComparisonsHold ? TRUE : jsonNull(operator, input, left);
  switch (operator) {
    case '_is_null':
      return { kind: 'is-null', left, negated: !booleanOf(input) };
    case '_cast':
      return allOf(...fieldsOf(input).map((field) => castComparison(field, left)));
    case '_st_d_within':
    case '_st_3d_d_within':
      return within(input, left, operator === '_st_3d_d_within' ? 3 : 2, compared.column.type);
    case '_st_intersects_nband_geom':
    case '_st_intersects_geom_nband':
      return band(
        input,
        left,
        operator === '_st_intersects_nband_geom' ? 'nband-geom' : 'geom-nband',
      );
    case '_in':
    case '_nin':
      if (isSpatial(compared.column.type) || isArray(compared.column.type))
        return eachOf(operator, input, left, compared);
      return { kind: 'compare', op: operator, left, right: operandOf(operator, input, compared) };
    default:
      return {
        kind: 'compare',
        op: operator as CompareOp,
        left,
        right: operandOf(operator, input, compared),
      };
  }
}

/**
 * Spatial types have arrays of their own spelling, and an array of arrays is one array to Postgres: their members are
 * compared one by one.
 */
function eachOf(op: '_in' | '_nin', input: Input, left: Scalar, compared: Compared): BoolExp {
  const of = listOf(input).map(
    (each): BoolExp => ({
      kind: 'compare',
      op: op === '_in' ? '_eq' : '_neq',
      left,
      right: columnOperand(each, compared),
    }),
  );
  return { kind: op === '_in' ? 'or' : 'and', of };
}

/** A null is no value to compare with, but for JSON, which has one of its own. */
function jsonNull(operator: string, input: Input, left: Scalar): BoolExp {
  const isJson = input.type.kind === 'named' && ['json', 'jsonb'].includes(input.type.name);
  if (!isJson) return fail(input, nullMessage(input));
  const right: Operand = {
    kind: 'param',
    param: { from: 'constant', value: 'null' },
    type: input.type.name,
  };
  return { kind: 'compare', op: operator as CompareOp, left, right };
}

/** What an operator takes where that is not a value of the column's own type. */
const OTHER_OPERAND: Readonly<Record<string, { readonly type: string; readonly as: Encoding }>> = {
  _has_key: { type: 'text', as: 'scalar' },
  _has_keys_any: { type: 'text[]', as: 'array' },
  _has_keys_all: { type: 'text[]', as: 'array' },
  _ancestor_any: { type: 'ltree[]', as: 'array' },
  _descendant_any: { type: 'ltree[]', as: 'array' },
  _matches: { type: 'lquery', as: 'scalar' },
  _matches_any: { type: 'lquery[]', as: 'array' },
  _matches_fulltext: { type: 'ltxtquery', as: 'scalar' },
};

const PATTERN = { type: 'text', as: 'scalar' } as const;

function operandOf(operator: string, input: Input, { column, enumTable }: Compared): Operand {
  const { type } = column;
  if (operator === '_in' || operator === '_nin')
    return listOperand(input, type, enumTable !== null);
  const other = isPatternOperator(operator) ? PATTERN : OTHER_OPERAND[operator];
  if (other) return { kind: 'param', param: paramOf(input, other.as), type: other.type };
  // Raster and geometry meet across types: the operator's own argument says which is wanted.
  if (operator === '_st_intersects_rast')
    return { kind: 'param', param: paramOf(input, 'scalar'), type: 'raster' };
  return columnOperand(input, { column, enumTable });
}

function listOperand(input: Input, type: PgType, isEnum: boolean): Operand {
  const list = `${operandType(type)}[]`;
  if (!isEnum) return { kind: 'param', param: paramOf(input, listEncodingOf(type)), type: list };
  const values = listOf(input).map((each) => enumOf(each));
  const value = `{${values.map((each) => JSON.stringify(each)).join(',')}}`;
  return { kind: 'param', param: { from: 'constant', value }, type: list };
}

/** `_cast: { String: { … } }`; geometry and geography cast to each other. */
function castComparison({ def, input }: InputField, left: Scalar): BoolExp {
  const type = CAST_TYPE[def.name] ?? def.name;
  const pgType: PgType = { name: type, schema: 'pg_catalog', kind: 'base', sqlName: type };
  return comparisons(input, { kind: 'cast', of: left, type }, valueOfType(pgType));
}
const CAST_TYPE: Readonly<Record<string, string>> = { String: 'text' };

function within(input: Input, left: Scalar, dimensions: 2 | 3, type: PgType): BoolExp {
  const given = new Map(fieldsOf(input).map((field) => [field.def.name, field]));
  const operand = (name: string, as: Encoding, sqlType: string): Operand | null => {
    const found = given.get(name);
    return found && !isLeftOut(found)
      ? { kind: 'param', param: paramOf(found.input, as), type: sqlType }
      : null;
  };
  const from = operand('from', 'json', baseType(type).name);
  const distance = operand('distance', 'scalar', 'double precision');
  if (!from || !distance)
    throw new EngineError('validation-failed', `missing required field 'from'`, input.path);
  const isGeography = baseType(type).name === 'geography';
  const spheroid = isGeography
    ? (operand('use_spheroid', 'scalar', 'boolean') ?? TRUE_OPERAND)
    : null;
  return { kind: 'st-d-within', dimensions, left, from, distance, useSpheroid: spheroid };
}
/** Null stands for nothing where it may stand; elsewhere it is refused as any other value of a wrong kind. */
const isLeftOut = ({ def, input }: InputField): boolean => def.type.isNullable && isNull(input);
const TRUE_OPERAND: Operand = {
  kind: 'param',
  param: { from: 'constant', value: 'true' },
  type: 'boolean',
};

function band(input: Input, left: Scalar, order: 'nband-geom' | 'geom-nband'): BoolExp {
  let number: Operand | null = null;
  let geometry: Operand | null = null;
  for (const field of fieldsOf(input)) {
    if (isLeftOut(field)) continue;
    if (field.def.name === 'nband')
      number = { kind: 'param', param: paramOf(field.input, 'scalar'), type: 'integer' };
    else geometry = { kind: 'param', param: paramOf(field.input, 'json'), type: 'geometry' };
  }
  if (geometry === null)
    throw new EngineError('validation-failed', `missing required field 'geommin'`, input.path);
  return { kind: 'st-intersects-band', order, left, band: number, geometry };
}

/** `{ count: { arguments, distinct, filter, predicate } }` of a related table. */
function aggregatePredicate({ def, input }: InputField, { on, target }: RoleRelationship): BoolExp {
  const table = target();
  if (def.means.kind !== 'function-order')
    throw new EngineError('unexpected', `"${def.name}" is no aggregate`, input.path);
  const given = new Map(
    fieldsOf(input).flatMap((field) => (isLeftOut(field) ? [] : [[field.def.name, field.input]])),
  );
  const args = given.get('arguments');
  const filter = given.get('filter');
  const distinct = given.get('distinct');
  const predicate = given.get('predicate');
  if (!predicate)
    throw new EngineError('validation-failed', `missing required field 'predicate'`, input.path);
  const type = resultOf(def.means.function);
  return {
    kind: 'aggregate',
    table: table.table.name,
    on,
    where: allOf(filterOf(table), ...(filter ? [planBoolExp(filter, table)] : [])),
    function: def.means.function,
    args: args ? columnNames(args).map((name) => cellNamed(name, table)) : [],
    distinct: distinct !== undefined && booleanOf(distinct),
    predicate: comparisons(
      predicate,
      { kind: 'column', name: AGGREGATE_VALUE, type: type.sqlName },
      valueOfType(type),
    ),
    type: type.sqlName,
  };
}

/** The type of an aggregate that a predicate compares. */
function resultOf(fn: string): PgType {
  const named = (name: string, sqlName: string): PgType => ({
    name,
    schema: 'pg_catalog',
    kind: 'base',
    sqlName,
  });
  if (fn === 'count') return named('int4', 'bigint');
  return fn.startsWith('bool') ? named('bool', 'boolean') : named('float8', 'double precision');
}

function cellNamed(name: string, table: RoleTable): Scalar {
  const column = table.columns.get(name);
  if (!column) throw new EngineError('unexpected', `no column "${name}"`);
  return cellOf(column, table);
}

/** An enum, a list of them, or an object of named columns (`corr`). */
function columnNames(input: Input): readonly string[] {
  if (input.type.kind === 'list') return listOf(input).map((each) => enumOf(each));
  if (input.request.types.get(input.type.name)?.kind === 'input')
    return fieldsOf(input).map((field) => enumOf(field.input));
  return [enumOf(input)];
}
