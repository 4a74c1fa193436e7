import { getIntrospectionQuery, type IntrospectionQuery, type IntrospectionType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../support/database.ts';
import { type Engine, type EngineReply, startEngine } from '../../support/engine.ts';
import { createColumns, ofExtensions } from './columns.ts';
import { type Asked, askedOf, type Column } from './operands.ts';
import { BUILT_IN, INTERNAL, OWN, OWN_SQL } from './samples.ts';

/**
 * Every operator that the engine offers, of every type that a column may have and of arrays of it: as many rows as plain
 * SQL finds. The operators are those of the engine's own introspection, and each must be known here.
 */

const LIMIT_MS = 180_000;
const AT_ONCE = 8;

let database: Database;
let engine: Engine;
let columns: readonly Column[];
let types: ReadonlyMap<string, IntrospectionType>;

beforeAll(async () => {
  database = await createDatabase();
  await database.query(OWN_SQL);
  columns = await createColumns(database, [...BUILT_IN, ...OWN, ...(await ofExtensions(database))]);
  engine = await startEngine({ databaseUrl: database.url, metadata: metadataFor(database.url) });
  const { body } = await engine.graphql(getIntrospectionQuery());
  const { types: all } = (body.data as IntrospectionQuery).__schema;
  types = new Map(all.map((type) => [type.name, type]));
}, LIMIT_MS);
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

const metadataFor = (databaseUrl: string, select_permissions: readonly object[] = []) => ({
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: databaseUrl } },
      tables: [
        { table: { schema: 'public', name: 'sample' }, select_permissions },
        { table: { schema: 'public', name: 'rig' }, is_enum: true },
      ],
    },
  ],
});

// ── what is asked ──

interface Case {
  readonly column: Column;
  readonly operators: readonly string[];
  /** The where clause. */
  readonly where: Readonly<Record<string, unknown>>;
  readonly condition: string;
}

const named = (type: { kind: string; name?: string; ofType?: never }): string =>
  type.name ?? named(type.ofType as never);
const inputFields = (name: string) => {
  const type = types.get(name);
  if (type?.kind !== 'INPUT_OBJECT') throw new Error(`no input type ${name}`);
  return type.inputFields.map((field) => ({
    name: field.name,
    type: named(field.type as never),
  }));
};

/** Names of the comparison types that were walked. */
const walked = new Set<string>();

function allCases(): readonly Case[] {
  const comparisons = new Map(inputFields('sample_bool_exp').map(({ name, type }) => [name, type]));
  return columns.flatMap((column) =>
    asksOf(comparisons.get(column.name) ?? '', column).map(({ operators, asked }) => ({
      column,
      operators,
      where: { [column.name]: asked.json },
      condition: asked.sql(column.name),
    })),
  );
}

function asksOf(
  type: string,
  column: Column,
  casts = 0,
): readonly { readonly operators: readonly string[]; readonly asked: Asked }[] {
  walked.add(type);
  return inputFields(type).flatMap(({ name: op, type: operand }) => {
    const inside = (json: unknown) => ({ [op]: json });
    if (op === '_cast' && casts === CASTS_MAX) return [];
    if (op === '_cast')
      return inputFields(operand).flatMap(({ name: target, type: comparison }) =>
        asksOf(comparison, castColumn(column, target), casts + 1).map(({ operators, asked }) => ({
          operators: [op, target, ...operators],
          asked: {
            json: inside({ [target]: asked.json }),
            sql: (cell: string) => asked.sql(`(${cell})::${SQL_TYPE[target]}`),
          },
        })),
      );
    const asked = askedOf(op, column);
    if (asked === undefined) throw new Error(`${type}.${op} is not known to this test`);
    return asked.map((each) => ({
      operators: [op],
      asked: { json: inside(each.json), sql: each.sql },
    }));
  });
}
const SQL_TYPE: Readonly<Record<string, string>> = {
  String: 'text',
  geometry: 'geometry',
  geography: 'geography',
};
/** Geometry and geography are cast to each other without end: forth and back is enough. */
const CASTS_MAX = 2;
function castColumn(column: Column, target: string): Column {
  const sqlType = SQL_TYPE[target];
  if (sqlType === undefined) throw new Error(`a cast to ${target} is not known to this test`);
  const cells = column.cells.map(({ json, text }) => ({
    text,
    json: target === 'String' ? text : json,
  }));
  return { ...column, sqlType, cells };
}

/** What plain SQL finds, or the code of its refusal. */
async function expectedOf({ condition }: Case): Promise<readonly number[] | string> {
  try {
    const { rows } = await database.query<{ id: number }>(
      `SELECT id FROM sample WHERE ${condition} ORDER BY id`,
    );
    return rows.map(({ id }) => id);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** undefined_function, ambiguous_function */
const NO_SUCH_OPERATOR: readonly unknown[] = ['42883', '42725'];

/** How a query by the case is answered: ids, or the message of the refusal. */
type Ask = (one: Case) => Promise<EngineReply>;

/** Compares all cases, and returns the operators that Postgres itself does not know, and of which types. */
async function compareAll(cases: readonly Case[], ask: Ask) {
  const unknown = new Map<string, Set<string>>();
  const wrong: string[] = [];
  const waiting = [...cases];
  const work = async () => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      const [expected, { body }] = await Promise.all([expectedOf(one), ask(one)]);
      const found = body.data?.sample.map(({ id }: { id: number }) => id) ?? 'refused';
      const told = `${JSON.stringify(one.where)} of ${one.column.sqlType}`;
      if (NO_SUCH_OPERATOR.includes(expected)) {
        const of = one.column.sqlType;
        unknown.set(of, (unknown.get(of) ?? new Set()).add(one.operators.join('.')));
        if (found !== 'refused') wrong.push(`${told}: ${found}, and Postgres has no such operator`);
      } else if (JSON.stringify(found) !== JSON.stringify(expected))
        wrong.push(`${told}: ${found} and not ${expected} ${JSON.stringify(body.errors ?? '')}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(wrong.slice(0, 400)).toEqual([]);
  return byOperators(unknown);
}
/** Types that lack the same operators, together. */
function byOperators(
  unknown: ReadonlyMap<string, ReadonlySet<string>>,
): Readonly<Record<string, string>> {
  const groups: Record<string, string> = {};
  for (const [type, operators] of [...unknown].sort()) {
    const key = [...operators].sort().join(' ');
    groups[key] = groups[key] === undefined ? type : `${groups[key]}, ${type}`;
  }
  return groups;
}

test('every type of Postgres that a table can have is tried', async () => {
  const { rows } = await database.query<{ name: string }>(
    `SELECT typname AS name FROM pg_type
     WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm', 'e', 'd')
       AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = pg_type.oid)`,
  );
  const tried = await database.query<{ name: string }>(
    'SELECT t.typname AS name FROM unnest($1::text[]) AS name JOIN pg_type t ON t.oid = name::regtype',
    [BUILT_IN.map(({ type }) => type)],
  );
  const known = [...new Set(tried.rows.map(({ name }) => name)), ...INTERNAL];
  expect(rows.map(({ name }) => name).sort()).toEqual(known.sort());
});

const TYPES_UNKNOWN = {
  '_cast.geography._cast.geometry._neq _cast.geography._cast.geometry._nin _neq _nin': ['geometry'],
  '_cast.geometry._neq _cast.geometry._nin': ['geography'],
  '_contained_in _contains _eq _gt _gte _in _lt _lte _neq _nin': [
    ...['box[]', 'circle[]', 'json[]', 'jsonpath[]', 'line[]', 'lquery[]', 'lseg[]', 'ltxtquery[]'],
    ...[
      'path[]',
      'pg_snapshot[]',
      'point[]',
      'polygon[]',
      'refcursor[]',
      'txid_snapshot[]',
      'xml[]',
    ],
  ],
  '_eq _gt _gte _in _lt _lte': ['point'],
  '_eq _gt _gte _in _lt _lte _neq _nin': [
    ...['json', 'jsonpath', 'lquery', 'ltxtquery', 'pg_snapshot', 'polygon', 'refcursor'],
    ...['txid_snapshot', 'xml'],
  ],
  '_gt _gte _lt _lte': ['aclitem[]', 'cid[]', 'hstore', 'raster[]', 'xid', 'xid[]'],
  '_gt _gte _lt _lte _neq _nin': ['aclitem', 'cid', 'line'],
  '_neq _nin': ['box', 'path', 'raster'],
};
/** Operators that Hasura offers though Postgres has none of the kind, by the types: of those that are tried here. */
function unknownToPostgres(): Readonly<Record<string, string>> {
  const tried = new Set(columns.map(({ sqlType }) => sqlType));
  const left = Object.entries(TYPES_UNKNOWN).map(
    ([operators, of]) => [operators, of.filter((type) => tried.has(type)).join(', ')] as const,
  );
  return Object.fromEntries(left.filter(([, of]) => of !== ''));
}

test('operators find what plain SQL finds, given as variables', { timeout: LIMIT_MS }, async () => {
  const cases = allCases();
  const query = 'query ($w: sample_bool_exp!) { sample(where: $w, order_by: {id: asc}) { id } }';
  const unknown = await compareAll(cases, ({ where }) => engine.graphql(query, { w: where }));
  console.log(`operators: ${cases.length} comparisons of ${columns.length} types`);
  expect(unknown).toEqual(unknownToPostgres());
  const offered = [...types.keys()].filter((name) => name.endsWith('_comparison_exp'));
  expect([...walked].sort()).toEqual(offered.sort());
});

test('… and written into the document', { timeout: LIMIT_MS }, async () => {
  const unknown = await compareAll(allCases(), ({ where, column }) =>
    engine.graphql(
      `{ sample(where: ${printed(where, column.isEnumTable ?? false)}, order_by: {id: asc}) { id } }`,
    ),
  );
  expect(unknown).toEqual(unknownToPostgres());
});

/** As GraphQL writes it; texts are names where the column is of an enum. */
function printed(value: unknown, areNames: boolean): string {
  if (typeof value === 'string' && areNames) return value;
  if (Array.isArray(value)) return `[${value.map((each) => printed(each, areNames)).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, of]) => `${key}: ${printed(of, areNames)}`);
  return `{${members.join()}}`;
}

test('a permission lets through what plain SQL finds', { timeout: LIMIT_MS }, async () => {
  // One question an operator: each is a role with a schema of its own.
  const cases = [
    ...new Map(
      allCases().map((one) => [`${one.column.name} ${one.operators.join()}`, one]),
    ).values(),
  ];
  const roles = new Map(cases.map((one, i) => [one, `r${i}`]));
  const permissions = cases.map((one) => ({
    role: roles.get(one),
    permission: { columns: ['id'], filter: one.where },
  }));
  const metadata = metadataFor(database.url, permissions);
  const { body, status } = await engine.metadata('replace_metadata', metadata);
  expect(status, JSON.stringify(body)).toBe(200);
  const query = '{ sample(order_by: {id: asc}) { id } }';
  const unknown = await compareAll(cases, (one) =>
    engine.graphql(query, {}, { 'x-hasura-role': roles.get(one) ?? '' }),
  );
  console.log(`operators: ${cases.length} permissions`);
  expect(unknown).toEqual(unknownToPostgres());
});

test('values of every type are written as they are, in batches and one by one', async () => {
  await engine.metadata('replace_metadata', metadataFor(database.url));
  const mutation =
    'mutation ($objects: [sample_insert_input!]!) { insert_sample(objects: $objects) { affected_rows } }';
  const insert = async (objects: readonly object[]) => {
    const { body } = await engine.graphql(mutation, { objects });
    expect(body.errors, JSON.stringify(objects)).toBeUndefined();
  };
  for (const [k, { name, cells }] of columns.entries()) {
    const idOf = (i: number) => 1000 + k * 10 + i;
    await insert(cells.map(({ json }, i) => ({ id: idOf(i), [name]: json })));
    for (const [i, { json }] of cells.entries()) await insert([{ id: idOf(i + 5), [name]: json }]);
    const { rows } = await database.query<{ text: string }>(
      `SELECT ${name}::text AS text FROM sample WHERE id >= ${idOf(0)} AND id < ${idOf(9)} ORDER BY id`,
    );
    const texts = cells.map(({ text }) => text);
    expect(rows.map(({ text }) => text)).toEqual([...texts, ...texts]);
  }
});
