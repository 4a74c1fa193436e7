import type { Sample } from './samples.ts';

/** Every operator as plain SQL, with what it is asked. Written from Hasura's documentation; knows nothing of the engine. */

/** What an operator is given: as a client spells it, and in SQL about `cell`. */
export interface Asked {
  readonly json: unknown;
  sql(cell: string): string;
}
/** A sample whose values are known by Postgres's text of them, and by a client's spelling. */
export interface Column extends Sample {
  readonly name: string;
  /** Of the values: a column that refers to another is no type. */
  readonly sqlType: string;
  readonly cells: readonly Cell[];
}
interface Cell {
  readonly json: unknown;
  readonly text: string;
}

export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const COMPARE: Readonly<Record<string, string>> = {
  ...{ _eq: '=', _neq: '<>', _gt: '>', _lt: '<', _gte: '>=', _lte: '<=' },
  ...{ _ancestor: '@>', _descendant: '<@' },
};
const SPATIAL: Readonly<Record<string, string>> = {
  ...{ _st_contains: 'ST_Contains', _st_crosses: 'ST_Crosses', _st_equals: 'ST_Equals' },
  ...{ _st_intersects: 'ST_Intersects', _st_3d_intersects: 'ST_3DIntersects' },
  ...{ _st_overlaps: 'ST_Overlaps', _st_touches: 'ST_Touches', _st_within: 'ST_Within' },
  _st_intersects_rast: 'ST_Intersects',
};
const LIKE = ['a%', '_B%', "%'%", '%', '%longer than any value is%'];
const SIMILAR = ['(a|A)b%', '[a-b]+', '%'];
const REGEX = ['^a', 'B', "t's *$", '(x|b)c?$'];
const PATTERN: Readonly<Record<string, readonly [sql: string, patterns: readonly string[]]>> = {
  _like: ['LIKE', LIKE],
  _nlike: ['NOT LIKE', LIKE],
  _ilike: ['ILIKE', LIKE],
  _nilike: ['NOT ILIKE', LIKE],
  _similar: ['SIMILAR TO', SIMILAR],
  _nsimilar: ['NOT SIMILAR TO', SIMILAR],
  _regex: ['~', REGEX],
  _iregex: ['~*', REGEX],
  _nregex: ['!~', REGEX],
  _niregex: ['!~*', REGEX],
};
const CONTAIN: Readonly<Record<string, string>> = { _contains: '@>', _contained_in: '<@' };
const JSON_PARTS = [{ a: 1 }, [1], 'a', { a: 1, b: [1, 'a', 'c'] }, ['a', 1, 2], {}];

const MANY: Readonly<Record<string, readonly [sql: string, type: string, lists: string[][]]>> = {
  _has_keys_any: ['?|', 'text', [['a', 'zz'], ['zz'], []]],
  _has_keys_all: ['?&', 'text', [['a', 'b'], ['a'], []]],
  _ancestor_any: ['@>', 'ltree', [['sea.deep.dark', 'ice'], ['zz'], []]],
  _descendant_any: ['<@', 'ltree', [['sea', 'ice'], ['zz'], []]],
  _matches_any: ['?', 'lquery', [['sea.*', 'zz'], ['*.deep'], []]],
};
const ONE: Readonly<Record<string, readonly [sql: string, type: string, values: string[]]>> = {
  _has_key: ['?', 'text', ['a', 'zz']],
  _matches: ['~', 'lquery', ['sea.*', '*.deep', 'zz']],
  _matches_fulltext: ['@', 'ltxtquery', ['sea & deep', 'ice', 'zz']],
};

const POINT = { type: 'Point', coordinates: [1, 1] };
const POINT_SQL = (type: string): string => `'SRID=4326;POINT(1 1)'::${type}`;

/** Undefined where the operator is none that is known here. `_cast` is for the one who asks. */
export function askedOf(op: string, column: Column): readonly Asked[] | undefined {
  const valueSql = ({ text }: Cell): string => `${literal(text)}::${column.sqlType}`;
  const binary = (sql: string, json: unknown, right: string): Asked => ({
    json,
    sql: (cell) => `${cell} ${sql} ${right}`,
  });
  const compare = COMPARE[op];
  if (compare !== undefined)
    return [
      ...column.cells.map((cell) => binary(compare, cell.json, valueSql(cell))),
      ...(column.strangers ?? []).map((each) =>
        binary(compare, column.as === 'number' ? Number(each) : each, literal(each)),
      ),
    ];
  const spatial = SPATIAL[op];
  if (spatial !== undefined)
    return column.cells.map((cell) => ({
      json: cell.json,
      sql: (left) => `${spatial}(${left}, ${valueSql(cell)})`,
    }));
  const pattern = PATTERN[op];
  if (pattern !== undefined)
    return pattern[1].map((each) => binary(pattern[0], each, literal(each)));
  const many = MANY[op];
  if (many !== undefined)
    return many[2].map((each) =>
      binary(many[0], each, `ARRAY[${each.map(literal).join()}]::${many[1]}[]`),
    );
  const one = ONE[op];
  if (one !== undefined)
    return one[2].map((each) => binary(one[0], each, `${literal(each)}::${one[1]}`));
  const contain = CONTAIN[op];
  if (contain !== undefined)
    return column.sqlType === 'jsonb'
      ? JSON_PARTS.map((each) => binary(contain, each, `${literal(JSON.stringify(each))}::jsonb`))
      : column.cells.map((cell) => binary(contain, cell.json, valueSql(cell)));
  if (op === '_in' || op === '_nin') return membership(op, column, valueSql);
  if (op === '_is_null')
    return [true, false].map((json) => ({
      json,
      sql: (cell) => `${cell} IS ${json ? '' : 'NOT '}NULL`,
    }));
  return withArguments(op, column.sqlType);
}

function membership(
  op: '_in' | '_nin',
  { cells, sqlType: type }: Column,
  valueSql: (cell: Cell) => string,
): readonly Asked[] {
  const lists = [cells.slice(0, 2), cells.slice(1)];
  const isApart = type.endsWith('[]') || type.startsWith('geo');
  const none: Asked = {
    json: [],
    sql: (cell) => {
      // Postgres has no arrays of arrays, and no inequality of geometries: members are compared one by one.
      if (isApart) return String(op !== '_in');
      return `${cell} ${op === '_in' ? '= ANY' : '<> ALL'} (ARRAY[]::${type}[])`;
    },
  };
  const some = lists.map(
    (list): Asked => ({
      json: list.map(({ json }) => json),
      sql: (cell) => `${cell} ${op === '_in' ? 'IN' : 'NOT IN'} (${list.map(valueSql).join()})`,
    }),
  );
  return [none, ...some];
}

function withArguments(op: string, type: string): readonly Asked[] | undefined {
  const within = (json: object, sql: (cell: string) => string): Asked => ({
    json: { from: POINT, ...json },
    sql,
  });
  switch (op) {
    case '_st_d_within':
      return type === 'geography'
        ? [
            within({ distance: 1000.5 }, (c) => `ST_DWithin(${c}, ${POINT_SQL(type)}, 1000.5)`),
            ...[true, false].map((use_spheroid) =>
              within(
                { distance: 1e6, use_spheroid },
                (c) => `ST_DWithin(${c}, ${POINT_SQL(type)}, 1e6, ${use_spheroid})`,
              ),
            ),
          ]
        : [0.5, 9].map((distance) =>
            within({ distance }, (c) => `ST_DWithin(${c}, ${POINT_SQL(type)}, ${distance})`),
          );
    case '_st_3d_d_within':
      return [0.5, 9].map((distance) =>
        within({ distance }, (c) => `ST_3DDWithin(${c}, ${POINT_SQL(type)}, ${distance})`),
      );
    case '_st_intersects_nband_geom':
      return [
        {
          json: { nband: 1, geommin: POINT },
          sql: (c) => `ST_Intersects(${c}, 1, ${POINT_SQL('geometry')})`,
        },
      ];
    case '_st_intersects_geom_nband':
      return [
        {
          json: { geommin: POINT, nband: 1 },
          sql: (c) => `ST_Intersects(${c}, ${POINT_SQL('geometry')}, 1)`,
        },
        {
          json: { geommin: POINT },
          sql: (c) => `ST_Intersects(${c}, ${POINT_SQL('geometry')})`,
        },
      ];
    default:
      return undefined;
  }
}
