import fc from 'fast-check';
import pg from 'pg';
import { expect } from 'vitest';
import { queryRootToSql } from '../../engine/compile/select.ts';
import { toStatement } from '../../engine/compile/statement.ts';
import { type Bindings, bind } from '../../engine/execute/bind.ts';
import { prepareQuery, type Queryable, runQuery } from '../../engine/execute/query.ts';
import type { BoolExp } from '../../engine/ir/bool-exp.ts';
import {
  type AggregateField,
  type Field,
  NO_LIMIT,
  type Output,
  type QueryRoot,
  type Select,
} from '../../engine/ir/select.ts';
import { openPool } from '../../engine/pg/connection-pool.ts';
import { testWith } from '../support/database.ts';

/** Rows printed in Node are the bytes that Postgres's own JSON is, whatever is asked for (docs/adr/0006, 0008). */

/** A type, what values of it look like, and how the API may have them printed. */
const TYPES: readonly (readonly [type: string, values: readonly string[], outputs?: Output[]])[] = [
  ['smallint', ['0', '-32768', '32767'], ['text']],
  ['integer', ['0', '-1', '9', '10', '2147483647', '-2147483648'], ['text']],
  [
    'bigint',
    ['4294967296', '-4294967297', '9223372036854775807', '-9223372036854775808'],
    ['text'],
  ],
  ['real', ['0', '-0', '1.5', '1e-20', '1e20', '0.1', 'NaN', 'Infinity', '-Infinity'], ['text']],
  ['double precision', ['0', '1e15', '1e-5', '0.1', '1.7976931348623157e308', 'NaN'], ['text']],
  ['numeric', ['0', '0.00', '-12.50', '1e30', 'NaN', '123456789012345678901234567890.1'], ['text']],
  ['boolean', ['t', 'f']],
  [
    'text',
    ['', 'plain', 'a "quote" and \\ more', 'line\nbreak\ttab\u0001\u001f\u007f', 'Ærø 🦊 \u2028'],
  ],
  ['character varying', ['x', '{"a": 1}']],
  ['character(5)', ['a', 'abcde']],
  ['name', ['identifier']],
  ['uuid', ['00000000-0000-0000-0000-000000000001']],
  ['date', ['2020-01-02', '0044-03-15 BC', 'infinity']],
  ['time without time zone', ['03:04:05', '23:59:59.999999', '24:00']],
  ['time with time zone', ['03:04:05+02', '03:04:05-05:30']],
  [
    'timestamp without time zone',
    ['2020-01-02 03:04:05', '2020-01-02 03:04:05.5', 'infinity', '0044-03-15 01:02:03 BC'],
  ],
  [
    'timestamp with time zone',
    [
      '2020-01-02 03:04:05+00',
      '2020-07-02 03:04:05.123456+00',
      '-infinity',
      '1800-01-01 00:00:00+00',
    ],
  ],
  ['interval', ['1 day', '-1 mons +2 days 03:04:05.5', '0']],
  ['bytea', ['\\x00ff', '']],
  ['inet', ['127.0.0.1', '10.0.0.0/8', '::1']],
  ['cidr', ['10.0.0.0/8']],
  ['macaddr', ['08:00:2b:01:02:03']],
  ['json', ['null', '{ "a" :  [1, "x"] }', '"text"', '12.50']],
  ['jsonb', ['null', '{"a": [1, {"b": null}]}', '[]', '1e3']],
  ['integer[]', ['{}', '{1,NULL,3}', '{{1,2},{3,4}}'], ['text-array']],
  ['text[]', ['{}', '{a,"b \\"c\\"",NULL}']],
  ['jsonb[]', ['{"{\\"a\\": 1}"}']],
  ['mood', ['happy', 'so so']],
  ['age', ['7']],
  ['pair', ['(1,two)']],
  ['int4range', ['[1,5)', 'empty']],
  ['bit(3)', ['101']],
  ['money', ['12.34']],
  ['point', ['(1,2)']],
  ['tsvector', ["'a':1 'b'"]],
  ['xml', ['<a b="c"/>']],
  ['regclass', ['pg_class']],
];
const FIRST_COLUMN = ['id', 'integer'] as const;
const COLUMNS = TYPES.map(([type, values, outputs = []], i) => ({
  name: `c${i}`,
  type: type.replace(/\(\d\)/, ''),
  declared: type,
  values,
  outputs: ['plain', ...outputs] as const,
}));
const TABLES = ['parent', 'child', 'leaf'] as const;
type TableOf = (typeof TABLES)[number];
const BELOW: Record<TableOf, TableOf | null> = { parent: 'child', child: 'leaf', leaf: null };
const ABOVE: Record<TableOf, TableOf | null> = { parent: null, child: 'parent', leaf: 'child' };
const ROWS: Record<TableOf, number> = { parent: 4, child: 9, leaf: 25 };

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Rows in which every value of every type comes along, and nulls between them. */
function fill(table: TableOf): string {
  const above = ABOVE[table];
  const columns = COLUMNS.map(({ name, declared }) => `${name} ${declared}`).join(', ');
  const rows = Array.from({ length: ROWS[table] }, (_, row) => {
    const cells = COLUMNS.map(({ values, declared }, i) => {
      const value = values[(row * 7 + i) % (values.length + 1)];
      return value === undefined ? 'NULL' : `${literal(value)}::${declared}`;
    });
    // Some rows belong to none above, some above have none below.
    const parent = above === null || row % 5 === 4 ? 'NULL' : String(1 + ((row * 3) % ROWS[above]));
    return `(${[row + 1, parent, ...cells].join(', ')})`;
  });
  return `CREATE TABLE ${table} (id integer PRIMARY KEY, above_id integer, ${columns});
    INSERT INTO ${table} VALUES ${rows.join(', ')};`;
}

const SCHEMA = `
  CREATE TYPE mood AS ENUM ('happy', 'so so');
  CREATE DOMAIN age AS integer CHECK (VALUE > 0);
  CREATE TYPE pair AS (a integer, b text);
  ${TABLES.map(fill).join('\n')}
  CREATE FUNCTION shout(leaf) RETURNS text LANGUAGE sql STABLE AS $$ SELECT upper($1.c7) $$;
  CREATE FUNCTION children(parent) RETURNS SETOF child LANGUAGE sql STABLE AS $$ SELECT * FROM child WHERE above_id = $1.id $$;
  CREATE FUNCTION eldest(parent) RETURNS child LANGUAGE sql STABLE AS $$ SELECT * FROM child WHERE above_id = $1.id ORDER BY id LIMIT 1 $$;
`;

const test = testWith({
  name: `same-bytes ${SCHEMA}`,
  fill: async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(SCHEMA);
    await client.end();
  },
});

const tableName = (name: string) => ({ schema: 'public', name });
const column = (name: string, type: string) => ({ kind: 'column', name, type }) as const;
const constant = (value: string) => ({ from: 'constant', value }) as const;
const id = column(...FIRST_COLUMN);

const someIds: fc.Arbitrary<BoolExp> = fc
  .record({ op: fc.constantFrom('_gt', '_lt', '_neq'), value: fc.integer({ min: 0, max: 10 }) })
  .map(({ op, value }) => ({
    kind: 'compare',
    op: op as '_gt',
    left: id,
    right: { kind: 'param', param: constant(String(value)), type: 'integer' },
  }));
const everyRow: BoolExp = { kind: 'and', of: [] };
const where = fc.oneof({ weight: 3, arbitrary: fc.constant(everyRow) }, someIds);
const when = fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, someIds);

/** The row above is there, and what it must be like: a join may take this over. */
const whereAbove = (table: TableOf): fc.Arbitrary<BoolExp> => {
  const above = ABOVE[table];
  if (above === null) return where;
  const exists = (exp: BoolExp): BoolExp => ({
    kind: 'exists',
    table: tableName(above),
    on: new Map([['above_id', 'id']]),
    where: exp,
  });
  return fc.oneof({ weight: 2, arbitrary: where }, where.map(exists));
};

const limits = fc.record({
  asked: fc.option(fc.integer({ min: 0, max: 4 }).map((n) => constant(String(n)))),
  allowed: fc.option(fc.integer({ min: 1, max: 3 })),
});

function select(table: TableOf, depth: number, from?: Select['from']): fc.Arbitrary<Select> {
  return fc.record({
    from: fc.constant(from ?? { kind: 'table', table: tableName(table) }),
    where: whereAbove(table),
    // By the key, so that there is one right order.
    orderBy: fc
      .constantFrom('asc', 'desc')
      .map((direction) => [{ by: id, direction: direction as 'asc', nulls: null }]),
    distinctOn: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.constant([id])),
    limit: fc.oneof({ weight: 3, arbitrary: fc.constant(NO_LIMIT) }, limits),
    offset: fc.option(fc.constant(constant('1')), { freq: 6 }),
    fields: fields(table, depth),
  });
}

function fields(table: TableOf, depth: number): fc.Arbitrary<Field[]> {
  return fc
    .array(field(table, depth), { minLength: 1, maxLength: depth === 0 ? 5 : 6 })
    .map((all) => all.map((one, i) => ({ ...one, alias: aliasOf(i) })));
}
/** One of them longer than an identifier of Postgres may be. */
const aliasOf = (i: number): string => (i === 4 ? `k${'x'.repeat(70)}` : `k${i}`);

function field(table: TableOf, depth: number): fc.Arbitrary<Field> {
  const leaves = [scalar, fc.constant<Field>({ kind: 'typename', alias: '', name: table })];
  const below = BELOW[table];
  const above = ABOVE[table];
  const related = [
    ...(table === 'leaf' ? [fc.constant(shout)] : []),
    ...(below === null || depth === 0 ? [] : [list(below, depth), aggregate(below, depth)]),
    ...(above === null || depth === 0 ? [] : [object(above, depth)]),
    ...(table === 'parent' && depth > 0 ? [call(depth)] : []),
  ];
  return fc.oneof({ weight: 3, arbitrary: fc.oneof(...leaves) }, ...related);
}

const noPath: fc.Arbitrary<readonly string[] | null> = fc.constant(null);
const somePath = fc.oneof(noPath, fc.constant<readonly string[]>(['a', '1']));
const scalar: fc.Arbitrary<Field> = fc.constantFrom(...COLUMNS).chain(({ name, type, outputs }) =>
  fc.record({
    kind: fc.constant('scalar' as const),
    alias: fc.constant(''),
    value: fc.constant(column(name, type)),
    output: fc.constantFrom(...outputs),
    path: type === 'jsonb' ? somePath : noPath,
    when,
  }),
);
const shout: Field = {
  kind: 'scalar',
  alias: '',
  value: {
    kind: 'computed',
    type: 'text',
    call: { name: tableName('shout'), args: [{ name: null, value: { kind: 'row' } }] },
  },
  output: 'plain',
  path: null,
  when: null,
};

const list = (table: TableOf, depth: number): fc.Arbitrary<Field> =>
  fc.record({ select: select(table, depth - 1), when }).map((rest) => ({
    kind: 'array',
    alias: '',
    on: new Map([['id', 'above_id']]),
    ...rest,
  }));

const object = (table: TableOf, depth: number): fc.Arbitrary<Field> =>
  fc
    .record({ select: select(table, depth - 1), isUnique: fc.boolean(), when })
    .map(({ select: one, ...rest }) => ({
      kind: 'object',
      alias: '',
      on: new Map([['above_id', 'id']]),
      select: { ...one, limit: NO_LIMIT, offset: null, distinctOn: [] },
      ...rest,
    }));

const call = (depth: number): fc.Arbitrary<Field> =>
  fc.constantFrom('one' as const, 'many' as const).chain((shape) => {
    const name = tableName(shape === 'one' ? 'eldest' : 'children');
    const from = {
      kind: 'function',
      call: { name, args: [{ name: null, value: { kind: 'row' } }] },
    } as const;
    return fc
      .record({ select: select('child', depth - 1, from), when })
      .map((rest) => ({ kind: 'call', alias: '', shape, ...rest }));
  });

const count: AggregateField = {
  kind: 'aggregate',
  alias: 'aggregate',
  fields: [
    { kind: 'count', alias: 'count', columns: [], distinct: false, output: 'plain' },
    { kind: 'count', alias: 'texts', columns: [id], distinct: true, output: 'text' },
    {
      kind: 'function',
      alias: 'max',
      function: 'max',
      of: [
        { kind: 'scalar', alias: 'id', value: id, output: 'plain' },
        { kind: 'typename', alias: 't', name: 'max_fields' },
      ],
    },
    {
      kind: 'function',
      alias: 'avg',
      function: 'avg',
      of: [{ kind: 'scalar', alias: 'id', value: id, output: 'plain' }],
    },
  ],
};
const aggregate = (table: TableOf, depth: number): fc.Arbitrary<Field> =>
  fc
    .record({
      rows: select(table, 0),
      nodes: fc.option(fields(table, depth - 1)),
      when,
    })
    .map(({ rows, nodes, when: condition }) => ({
      kind: 'array-aggregate',
      alias: '',
      on: new Map([['id', 'above_id']]),
      when: condition,
      select: {
        rows: { ...rows, fields: [] },
        nodesLimit: null,
        fields: [
          count,
          { kind: 'typename', alias: '__typename', name: 'aggregate' },
          ...(nodes === null ? [] : [{ kind: 'nodes', alias: 'nodes', fields: nodes } as const]),
        ],
      },
    }));

const root: fc.Arbitrary<QueryRoot> = fc
  .constantFrom(...TABLES)
  .chain((table) => select(table, 3))
  .chain((one) =>
    fc.constantFrom<QueryRoot>({ kind: 'many', select: one }, { kind: 'one', select: one }),
  );

const bindings: Bindings = {
  session: {
    role: 'admin',
    isAdmin: true,
    mayUseBackendOnly: true,
    variables: new Map(),
    expiresAtMs: null,
  },
  variables: {},
};

/** Queries made up per run of the tests; before a release, try some thousands. */
const RUNS = Number(process.env['SAME_BYTES_RUNS'] ?? 300);

/** Postgres sets members of a list off by a line break, and some objects by spaces. */
const compact = (json: string): string =>
  json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, text: string | undefined) => text ?? '');

test('prints what Postgres would, whatever is asked for', async ({ database }) => {
  const pool = openPool(database.url, { max: 2 });
  const db: Queryable = { query: (text, params, options) => pool.read(text, params, options) };
  await fc.assert(
    fc.asyncProperty(root, async (asked) => {
      const statement = toStatement(queryRootToSql(asked));
      const expected = await pool.read(statement.text, bind(statement, bindings));
      const got = await runQuery(prepareQuery('default', asked), bindings, db);
      expect(compact(String(got))).toBe(compact(expected.text(0, 0) ?? 'null'));
    }),
    { numRuns: RUNS },
  );
  await pool.close();
}, 120_000);
