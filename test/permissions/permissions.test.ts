import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HASURA_FOLDER, migrate } from '../../scripts/domain/migrate.ts';
import { seed } from '../../scripts/domain/seed.ts';
import { readProject } from '../../scripts/hasura/project.ts';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type Entry, EVERY_ROLE, entries, headersOf, hidden, PEOPLE, type Step } from './matrix.ts';

/** Runs the matrix against an engine that serves hasura/ over the development seed and fixture.sql. */

let database: Database;
let engine: Engine;
const schemas = new Map<string, RoleSchema>();

beforeAll(async () => {
  database = await createDatabase();
  await migrate({ databaseUrl: database.url, direction: 'up' });
  // What people own is the fixture's to say, so that the matrix can name each row.
  await seed({ databaseUrl: database.url, until: '00005_chat.sql' });
  await database.query(readFileSync(path.join(import.meta.dirname, 'fixture.sql'), 'utf8'));
  await keepCopies();
  engine = await startEngine({
    databaseUrl: database.url,
    metadata: quietMetadata(),
    env: {
      HANDLERS_URL: 'http://127.0.0.1:9', // nobody: what actions do is tested elsewhere
      HANDLERS_SECRET: 'secret',
      HASURA_GRAPHQL_UNAUTHORIZED_ROLE: 'anonymous',
      HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: 'naming_convention', // without it sources keep snake case
    },
  });
  for (const who of [...EVERY_ROLE, 'service']) schemas.set(who, await introspect(who));
});

afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

test('the metadata is consistent', async () => {
  const { body } = await engine.metadata('get_inconsistent_metadata');
  expect(body).toEqual({ is_consistent: true, inconsistent_objects: [] });
});

test('hidden tables are in nobody’s schema', () => {
  for (const [who, schema] of schemas)
    for (const table of hidden)
      expect(schema.roots, who).not.toContain(camel(table.replace('.', '_')));
});

describe.for(entries)('$table', (entry) => {
  test('speaks of every role', () => {
    for (const who of EVERY_ROLE) expect(entry.sees, who).toHaveProperty(who);
  });

  test('each role has exactly its columns and verbs', () => {
    for (const [who, schema] of schemas) {
      const { role } = PEOPLE[who] ?? { role: who };
      expect(verbsOf(schema, entry), role).toEqual({
        ...NOTHING,
        ...sorted(entry.columns[role]),
      });
    }
  });

  test.for(Object.entries(entry.sees))('%s sees %j', async ([who, expected]) => {
    const reply = await ask(who, `query { ${selectionOf(entry)} }`);
    if (expected === 'refused')
      return expect(reply).toMatchObject(error(`field '${rootOf(entry)}' not found in type`));
    expect(reply).toHaveProperty('data');
    const rows: readonly Record<string, unknown>[] = reply.data.rows;
    if (expected === 'all') return expect(rows).toHaveLength(await countOf(entry));
    const keys = rows.map((row) => entry.key.map((column) => row[camel(column)]));
    expect(keys).toEqual(expected.map((value) => [value].flat()));
  });

  test.for(entry.asks)('$who asks $field', (step) => run('query', step));

  test.for(entry.does)('$who does $field', async (step) => {
    try {
      await run('mutation', step);
    } finally {
      if (step.refused === undefined && step.gets !== null) await putBack();
    }
  });
});

async function run(kind: 'query' | 'mutation', { who, field, gets, refused }: Step): Promise<void> {
  const reply = await ask(who, `${kind} { it: ${field} }`);
  if (refused === undefined) expect(reply).toEqual({ data: { it: gets } });
  else if (refused === true) expect(reply).toHaveProperty('errors');
  else expect(reply).toMatchObject(error(refused));
  // Who is refused is told why; this is what the engine says where it may not pass the database's words on.
  expect(reply.errors?.[0]?.message).not.toBe('database query error');
}

const error = (message: string) => ({ errors: [{ message: expect.stringContaining(message) }] });

async function ask(who: string, query: string) {
  const { body } = await engine.graphql(query, {}, headersOf(who));
  return body;
}

// ---------------------------------------------------------------- what a role's schema says

interface RoleSchema {
  readonly roots: ReadonlySet<string>;
  readonly types: ReadonlyMap<string, ReadonlySet<string>>;
}

async function introspect(who: string): Promise<RoleSchema> {
  const { data } = await ask(
    who,
    'query { __schema { types { name fields { name } inputFields { name } } } }',
  );
  const types = new Map<string, ReadonlySet<string>>();
  for (const { name, fields, inputFields } of data.__schema.types)
    types.set(
      name,
      new Set((fields ?? inputFields ?? []).map((field: { name: string }) => field.name)),
    );
  const roots = ['query_root', 'mutation_root'].flatMap((root) => [...(types.get(root) ?? [])]);
  return { roots: new Set(roots), types };
}

const NOTHING = { select: [], insert: [], update: [], delete: false, aggregate: false };

const sorted = (verbs: Entry['columns'][string] | undefined) =>
  verbs === undefined
    ? {}
    : {
        ...verbs,
        select: verbs.select.map(camel).sort(),
        insert: verbs.insert.map(camel).sort(),
        update: verbs.update.map(camel).sort(),
      };

function verbsOf({ roots, types }: RoleSchema, entry: Entry) {
  const root = rootOf(entry);
  const type = entry.type ?? upperFirst(root);
  const known = new Set(Object.values(entry.columns).flatMap(({ select }) => select.map(camel)));
  const columnsOf = (name: string) =>
    [...(types.get(name) ?? [])].filter((field) => known.has(field)).sort();
  return {
    select: roots.has(root) ? columnsOf(type) : [],
    insert: roots.has(`insert${upperFirst(root)}`) ? columnsOf(`${type}InsertInput`) : [],
    update: roots.has(`update${upperFirst(root)}`) ? columnsOf(`${type}SetInput`) : [],
    delete: roots.has(`delete${upperFirst(root)}`),
    aggregate: roots.has(`${root}Aggregate`),
  };
}

// ---------------------------------------------------------------- names

const camel = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const upperFirst = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);
const rootOf = ({ table, root }: Entry): string => root ?? camel(table);

function selectionOf(entry: Entry): string {
  const key = entry.key.map(camel);
  const order = `orderBy: [${key.map((column) => `{${column}: ASC}`).join(', ')}]`;
  const where = entry.where === undefined ? '' : `where: ${entry.where}, `;
  return `rows: ${rootOf(entry)}(${where}${order}) { ${key.join(' ')} }`;
}

// ---------------------------------------------------------------- metadata and data

/** hasura/metadata without what would call out while we look. */
function quietMetadata(): object {
  const { metadata } = readProject(HASURA_FOLDER);
  const [source] = metadata['sources'] as readonly [{ tables: readonly object[] }];
  const tables = source.tables.map((table) => ({ ...table, event_triggers: [] }));
  return { ...metadata, sources: [{ ...source, tables }], cron_triggers: [], api_limits: {} };
}

async function countOf({ table }: Entry): Promise<number> {
  const { rows } = await database.query(`SELECT count(*)::integer AS n FROM ${table}`);
  return rows[0]?.['n'];
}

/** A copy of every table, from which a mutation's traces are wiped: starting a database a step would take minutes. */
async function keepCopies(): Promise<void> {
  await database.query(`
    CREATE SCHEMA copy;
    DO $$
    DECLARE kept record;
    BEGIN
      FOR kept IN ${TABLES} LOOP
        EXECUTE format('CREATE TABLE copy.%I AS SELECT * FROM %s', kept.place, kept.name);
      END LOOP;
    END $$`);
}

async function putBack(): Promise<void> {
  await database.query(`
    DO $$
    DECLARE kept record;
    BEGIN
      SET LOCAL session_replication_role = replica;
      EXECUTE (SELECT 'TRUNCATE ' || string_agg(k.name, ', ') FROM (${TABLES}) AS k);
      FOR kept IN ${TABLES} LOOP
        EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM copy.%I',
                       kept.name, kept.columns, kept.columns, kept.place);
      END LOOP;
    END $$`);
}

const TABLES = `
  SELECT format('%I.%I', table_schema, table_name) AS name, table_schema || '_' || table_name AS place,
         string_agg(quote_ident(column_name), ', ') FILTER (WHERE is_generated = 'NEVER') AS columns
  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
  WHERE table_schema IN ('public', 'auth', 'ops', 'projection') AND table_type = 'BASE TABLE'
    AND table_name <> 'audit_log_default'
  GROUP BY 1, 2`;
