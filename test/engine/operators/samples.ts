/** A few values of every type that a column may have; what is compared with what comes out of them. */

export interface Sample {
  /** As a column is declared. */
  readonly type: string;
  /** SQL expressions of the type. */
  readonly values: readonly [string, string, string];
  /** Texts that no value is, and of which some could be none: too long, or against a domain's check. */
  readonly strangers?: readonly string[];
  /** How a client writes a value: absent, as Postgres's own text of it. */
  readonly as?: 'number' | 'boolean' | 'json' | 'geojson';
  /** Of a column that refers to an enum table: the values are names. */
  readonly isEnumTable?: boolean;
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const sample = (type: string, ...values: readonly [string, string, string]): Sample => ({
  type,
  values: values.map((value) => `${text(value)}::${type}`) as [string, string, string],
});
const number = (type: string, ...values: readonly [string, string, string]): Sample => ({
  ...sample(type, ...values),
  as: 'number',
});
const json = (type: string): Sample => ({
  ...sample(type, '{"a":1,"b":[1,"a"]}', '["a",1]', '"a"'),
  as: 'json',
});
const range = (
  type: string,
  ...[a, b, c]: readonly [string, string, string]
): readonly Sample[] => [
  sample(`${type}range`, `[${a},${b})`, `[${b},${c}]`, 'empty'),
  sample(`${type}multirange`, `{[${a},${b})}`, `{[${a},${b}),[${c},)}`, '{}'),
];
const reg = (type: string, ...values: readonly [string, string, string]): Sample =>
  sample(`reg${type}`, ...values);

/** Every type of the catalog `pg_catalog` that a table can have: the test compares the list with Postgres's own. */
export const BUILT_IN: readonly Sample[] = [
  { ...sample('boolean', 'true', 'false', 'true'), as: 'boolean' },
  number('smallint', '1', '2', '-3'),
  number('integer', '1', '2', '-3'),
  number('bigint', '1', '2', '-9007199254740993'),
  number('numeric', '1.25', '2', '-3.25'),
  { ...number('numeric(4,2)', '1.25', '2.00', '-3.25'), strangers: ['123456.789', '1.251'] },
  number('real', '1.5', '2', '-3.25'),
  number('double precision', '1.5', '2', '-3.25'),
  sample('money', '1.50', '2', '-3'),
  sample('text', 'ab', 'Abc', "it's"),
  sample('character varying', 'ab', 'Abc', "it's"),
  { ...sample('character varying(4)', 'ab', 'Abc', "it's"), strangers: ['Abc and more'] },
  { ...sample('character(4)', 'ab', 'Abc', "it's"), strangers: ['ab and more', 'ab'] },
  sample('"char"', 'a', 'B', 'c'),
  sample('name', 'ab', 'Abc', "it's"),
  sample('refcursor', 'ab', 'Abc', "it's"),
  sample('bytea', '\\x00ff', '\\x', '\\x61'),
  sample('uuid', ...(['1', '2', '3'].map(uuid) as [string, string, string])),
  sample('date', '2001-02-03', '1999-12-31', 'infinity'),
  sample('time', '01:02:03', '23:59', '00:00'),
  sample('timetz', '01:02:03+02', '23:59+00', '00:00-01'),
  sample('timestamp', '2001-02-03 04:05', '1999-12-31', 'infinity'),
  sample('timestamptz', '2001-02-03 04:05+00', '1999-12-31+00', 'infinity'),
  sample('interval', '1 day', '2 months', '-3 seconds'),
  json('json'),
  json('jsonb'),
  sample('jsonpath', '$.a', '$[*]', 'strict $.b'),
  sample('xml', '<a/>', '<b>1</b>', '<c/>'),
  sample('bit(3)', '101', '000', '111'),
  sample('bit varying', '101', '0', '1111'),
  sample('inet', '10.0.0.1', '10.0.0.0/8', '::1'),
  sample('cidr', '10.0.0.0/8', '10.1.0.0/16', '::/0'),
  sample('macaddr', '08:00:2b:01:02:03', '00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff'),
  sample(
    'macaddr8',
    '08:00:2b:01:02:03:04:05',
    '00:00:00:00:00:00:00:00',
    'ff:ff:ff:ff:ff:ff:00:01',
  ),
  sample('point', '(1,2)', '(0,0)', '(-1,3)'),
  sample('line', '{1,2,3}', '{0,1,0}', '{1,0,0}'),
  sample('lseg', '[(1,2),(3,4)]', '[(0,0),(1,1)]', '[(0,0),(0,1)]'),
  sample('box', '(3,4),(1,2)', '(1,1),(0,0)', '(9,9),(0,0)'),
  sample('path', '[(1,2),(3,4)]', '((0,0),(1,1))', '[(0,0)]'),
  sample('polygon', '((1,2),(3,4),(5,0))', '((0,0),(1,1),(1,0))', '((0,0))'),
  sample('circle', '<(1,2),3>', '<(0,0),1>', '<(5,5),0>'),
  sample('tsvector', 'a:1 b:2', 'b', 'c'),
  sample('tsquery', 'a & b', 'b', '!c'),
  sample('pg_lsn', '0/1', '1/0', 'A/F'),
  sample('pg_snapshot', '10:20:10,14', '1:1:', '5:6:'),
  sample('txid_snapshot', '10:20:10,14', '1:1:', '5:6:'),
  sample('oid', '1', '2', '3'),
  sample('tid', '(0,1)', '(0,2)', '(1,0)'),
  sample('xid', '1', '2', '3'),
  sample('xid8', '1', '2', '3'),
  sample('cid', '1', '2', '3'),
  sample('int2vector', '1 2', '2', '3 1'),
  sample('oidvector', '1 2', '2', '3 1'),
  sample('aclitem', '=r/pg_monitor', '=w/pg_monitor', '=rw/pg_monitor'),
  reg('class', 'pg_class', 'pg_type', 'pg_proc'),
  reg('type', 'integer', 'text', 'boolean'),
  reg('proc', 'now', 'pi', 'version'),
  reg('procedure', 'now()', 'pi()', 'version()'),
  reg('oper', '||/', '!!', '|/'),
  reg('operator', '+(integer,integer)', '-(integer,integer)', '*(integer,integer)'),
  reg('role', 'pg_monitor', 'pg_read_all_data', 'pg_signal_backend'),
  reg('namespace', 'public', 'pg_catalog', 'information_schema'),
  reg('config', 'simple', 'english', 'german'),
  reg('dictionary', 'simple', 'english_stem', 'german_stem'),
  reg('collation', '"C"', '"POSIX"', '"default"'),
  ...range('int4', '1', '5', '9'),
  ...range('int8', '1', '5', '9'),
  ...range('num', '1.5', '5', '9'),
  ...range('date', '2001-01-01', '2002-01-01', '2003-01-01'),
  ...range('ts', '2001-01-01', '2002-01-01', '2003-01-01'),
  ...range('tstz', '2001-01-01', '2002-01-01', '2003-01-01'),
];
function uuid(last: string): string {
  return `a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1${last}`;
}

/** No table has them: what the catalog itself keeps, and what has no input at all. */
export const INTERNAL = [
  ...['gtsvector', 'pg_brin_bloom_summary', 'pg_brin_minmax_multi_summary', 'pg_dependencies'],
  ...['pg_mcv_list', 'pg_ndistinct', 'pg_node_tree'],
];

export const OWN_SQL = `
  CREATE TYPE mood AS ENUM ('calm', 'rough', 'still');
  CREATE TYPE place AS (deck int, name text);
  CREATE DOMAIN knots AS int CHECK (value < 100);
  CREATE DOMAIN label AS text CHECK (length(value) < 9);
  CREATE TABLE rig (name text PRIMARY KEY);
  INSERT INTO rig VALUES ('sloop'), ('ketch'), ('yawl');`;
export const OWN: readonly Sample[] = [
  sample('mood', 'calm', 'rough', 'still'),
  sample('place', '(1,bow)', '(2,)', '(1,"a b")'),
  { ...number('knots', '1', '2', '-3'), strangers: ['100'] },
  { ...sample('label', 'ab', 'Abc', "it's"), strangers: ['longer than it may be'] },
  {
    ...sample('text REFERENCES rig', '', '', ''),
    values: [text('sloop'), text('ketch'), text('yawl')],
    isEnumTable: true,
  },
];

export const EXTENSIONS: Readonly<Record<string, readonly Sample[]>> = {
  citext: [sample('citext', 'ab', 'ABC', "it's")],
  hstore: [sample('hstore', 'a=>1', 'b=>NULL', '')],
  ltree: [
    sample('ltree', 'sea', 'sea.deep', 'ice'),
    sample('lquery', 'sea.*', '*.deep', '*'),
    sample('ltxtquery', 'sea', 'deep & sea', 'ice'),
  ],
  postgis: ['geometry', 'geography'].map((type) => ({
    ...sample(
      type,
      'SRID=4326;POINT(1 1)',
      'SRID=4326;LINESTRING(0 0,2 2)',
      'SRID=4326;POLYGON((0 0,4 0,4 4,0 4,0 0))',
    ),
    as: 'geojson' as const,
  })),
  postgis_raster: [
    {
      type: 'raster',
      values: [rasterOf(0), rasterOf(1), rasterOf(9)],
    },
  ],
};
/** Two cells by two, from a corner on, with something in each. */
function rasterOf(corner: number): string {
  return `ST_AddBand(ST_MakeEmptyRaster(2, 2, ${corner}, ${corner + 2}, 1, -1, 0, 0, 4326), '8BUI'::text, 1, 0)`;
}
