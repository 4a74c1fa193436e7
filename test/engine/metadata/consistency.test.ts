import { describe, expect, test } from 'vitest';
import { METADATA, openStage, SOURCE } from './stage.ts';

/** Metadata as a whole: what is refused, what is listed as inconsistent and for which reason, what is warned of. */

const stage = openStage();

test('functions that no root field can stand for are listed with the reason', async () => {
  await stage.database.query(`
    CREATE TYPE pair AS (a int, b int); CREATE TABLE hidden (id int);
    CREATE FUNCTION "by-name"() RETURNS SETOF author LANGUAGE sql STABLE AS 'SELECT * FROM author';
    CREATE FUNCTION by_argument("first-name" text) RETURNS SETOF author LANGUAGE sql STABLE AS 'SELECT * FROM author';
    CREATE FUNCTION pairs() RETURNS SETOF pair LANGUAGE sql STABLE AS 'SELECT 1, 2';
    CREATE FUNCTION hiding() RETURNS SETOF hidden LANGUAGE sql STABLE AS 'SELECT * FROM hidden';
    CREATE FUNCTION several(VARIADIC n int[]) RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';`);
  const functions = ['by-name', 'by_argument', 'pairs', 'hiding', 'several', 'authors'];
  const { body } = await stage.replace({
    version: 3,
    sources: [
      {
        ...SOURCE,
        tables: [{ table: 'author' }],
        functions: functions.map((name) => ({ function: name })),
      },
    ],
  });
  const reasons = body.inconsistent_objects.map(({ reason }: { reason: string }) =>
    reason.replace('Inconsistent object: ', ''),
  );
  const cannot = (name: string) =>
    `in function "${name}": the function "${name}" cannot be tracked`;
  expect(reasons).toEqual([
    `${cannot('by-name')} because function name is not a legal GraphQL identifier`,
    `${cannot('by_argument')} because the function arguments first-name are not in compliance with GraphQL spec`,
    `${cannot('pairs')} because the function does not return a table`,
    'table "hidden" is not tracked',
    `${cannot('several')} for the following reasons:\n  • function with "VARIADIC" parameters are not supported\n  • the function does not return a "COMPOSITE" type\n`,
  ]);
});

describe('query collections and REST endpoints', () => {
  const QUERIES = {
    fine: 'query ($id: Int) { author(where: { id: { _eq: $id } }) { ...A __typename } } fragment A on author { id }',
    gone: 'query ($x: gone!) { author { id gone ...A } nothing { id } } fragment A on author { name { first } }',
    whole: '{ author }',
    two: 'query a { author { id } } query b { author { id } }',
    live: 'subscription { author { id } }',
  };
  const endpoint = (name: string, collection_name: string, query_name = name) => ({
    name,
    url: name,
    methods: ['GET'],
    definition: { query: { collection_name, query_name } },
  });
  const replace = (more: object = {}) =>
    stage.replace({
      version: 3,
      sources: [{ ...SOURCE, tables: [{ table: 'author' }] }],
      query_collections: [
        {
          name: 'known',
          definition: {
            queries: Object.entries(QUERIES).map(([name, query]) => ({ name, query })),
          },
        },
      ],
      rest_endpoints: [
        endpoint('fine', 'known'),
        endpoint('gone', 'known'),
        endpoint('live', 'known'),
        endpoint('lost', 'known'),
        endpoint('nowhere', 'unknown'),
      ],
      allowlist: [{ collection: 'known' }],
      ...more,
    });

  test('that ask for what is not there are listed', async () => {
    const { status, body } = await replace();
    const reasons = Object.fromEntries(
      body.inconsistent_objects.map(({ name, reason }: Record<string, string>) => [name, reason]),
    );
    const invalid = (query: string, errors: string, uses = '') =>
      `Inconsistent object: In query collection "known" the query "${query}" is invalid with the following error(s): ${errors}${uses}. This query is in allowlist.`;
    expect([status, reasons]).toEqual([
      200,
      {
        'query_collections gone in known': invalid(
          'gone',
          `"$.author.gone: field 'gone' not found in object 'author'", "$.author.name: scalar 'String' does not accept a selection set", "$.nothing: field 'nothing' not found in object 'query_root'", "$.x: type 'gone' not found in the schema"`,
          '. This query is being used in the following REST endpoint(s): "gone"',
        ),
        'query_collections whole in known': invalid(
          'whole',
          `"$.author: object 'author' requires a selection set"`,
        ),
        'query_collections two in known': invalid(
          'two',
          '"exactly one operation has to be present in the document when operationName is not specified"',
        ),
        'rest_endpoint live':
          'Inconsistent object: in endpoint live: query with name live is a subscription',
        'rest_endpoint lost':
          'Inconsistent object: in endpoint lost: query with name lost does not exist in collection known',
        'rest_endpoint nowhere':
          'Inconsistent object: in endpoint nowhere: collection with name unknown does not exist',
      },
    ]);
    const found = body.inconsistent_objects.find(
      ({ name }: { name: string }) => name === 'query_collections whole in known',
    );
    expect([found.type, found.definition]).toEqual([
      'query_collections',
      { name: 'whole', query: QUERIES.whole },
    ]);
  });

  test('that newly lose what they ask for are asked before a column falls', async () => {
    const queries = [{ name: 'fine', query: '{ author { name } }' }];
    await replace({
      query_collections: [{ name: 'known', definition: { queries } }],
      rest_endpoints: [],
    });
    const sql = 'ALTER TABLE author DROP COLUMN name';
    const { status, body } = await stage.engine.metadata('run_sql', { sql });
    expect([status, body.error]).toEqual([
      500,
      'cannot continue due to newly found inconsistent metadata',
    ]);
    expect(body.internal[0].name).toBe('query_collections fine in known');
    await stage.engine.metadata('drop_inconsistent_metadata');
    await stage.engine.metadata('drop_query_collection', { collection: 'known', cascade: true });
    expect((await stage.engine.metadata('run_sql', { sql })).status).toBe(200);
  });
});

describe('inherited roles', () => {
  const permission = { columns: ['id'], filter: {} };
  const table = { table: 'author', select_permissions: [{ role: 'reader', permission }] };
  const replace = (inherited_roles: readonly object[]) =>
    stage.replace({ ...METADATA, sources: [{ ...SOURCE, tables: [table] }], inherited_roles });

  test('need their parents', async () => {
    const lost = { role_name: 'lost', role_set: ['nobody', 'reader'] };
    const heir = { role_name: 'heir', role_set: ['lost', 'both'] };
    const both = { role_name: 'both', role_set: ['reader'] };
    const { body } = await replace([lost, heir, both]);
    expect(body.inconsistent_objects).toEqual([
      {
        type: 'inherited_role',
        name: 'inherited_role inherited role lost',
        definition: lost,
        reason:
          'Inconsistent object: in inherited role lost: the following parent role(s) are not found: nobody which are required to construct the inherited role: "lost"',
      },
      {
        type: 'inherited_role',
        name: 'inherited_role inherited role heir',
        definition: heir,
        reason: 'Inconsistent object: parent role "lost" does not exist',
      },
    ]);
    const ask = (role: string) =>
      stage.engine.graphql('{ author { id } }', {}, { 'x-hasura-role': role });
    expect((await ask('both')).body).toEqual({ data: { author: [] } });
    expect((await ask('lost')).body.errors[0].extensions.code).toBe('validation-failed');
  });

  test('are not made of each other', async () => {
    const cycle = {
      code: 'cyclic-dependency',
      error: 'found cycle(s) in roles: ["a","b","a"]',
      path: '$.args',
    };
    const [a, b] = [
      { role_name: 'a', role_set: ['b', 'reader'] },
      { role_name: 'b', role_set: ['a'] },
    ];
    const { status, body } = await replace([a, b]);
    expect([status, body]).toEqual([400, cycle]);
    await replace([
      { role_name: 'b', role_set: ['reader'] },
      { role_name: 'a', role_set: ['b'] },
    ]);
    const added = await stage.engine.metadata('add_inherited_role', b);
    expect([added.status, added.body.path]).toEqual([400, '$.args']);
    expect(added.body.code).toBe('cyclic-dependency');
    const self = await stage.engine.metadata('add_inherited_role', {
      role_name: 'c',
      role_set: ['c'],
    });
    expect(self.body).toEqual({
      code: 'invalid-params',
      error: 'an inherited role name cannot be in the role combination',
      path: '$.args',
    });
  });
});

describe('replace_metadata', () => {
  const { replace } = stage;

  test('keeps sources of other backends as they are, and lists them', async () => {
    const other = {
      name: 'warehouse',
      kind: 'mssql',
      tables: [{ table: { schema: 'dbo', name: 'sale' } }],
      configuration: { connection_info: { connection_string: { from_env: 'MSSQL' } } },
    };
    const { body } = await replace({ version: 3, sources: [SOURCE, other] });
    expect(body).toEqual({
      is_consistent: false,
      inconsistent_objects: [
        {
          type: 'source',
          name: 'source warehouse',
          definition: 'warehouse',
          reason: 'Inconsistent object: backend kind "mssql" is not served by this engine',
        },
      ],
    });
    const { body: exported } = await stage.engine.metadata('export_metadata');
    expect(exported.sources[1]).toEqual(other);
  });

  test('warns of keys that it drops, and of what has no effect', async () => {
    const metadata = {
      version: 3,
      allowlist: [{ collection: 'gone' }],
      sources: [
        {
          ...SOURCE,
          organisation: 'x',
          configuration: {
            ...SOURCE?.configuration,
            read_replicas: [{ database_url: { from_env: 'PG_DATABASE_URL' } }],
          },
        },
      ],
    };
    const warnings = [
      {
        code: 'unknown-key',
        message: 'no such key is known here; it is dropped',
        name: '$.sources[0].organisation',
        type: 'metadata',
      },
      {
        code: 'without-effect',
        message: 'read replicas are not used: all goes to the primary',
        name: 'source default',
        type: 'source',
      },
      {
        code: 'without-effect',
        message: 'an allow list entry for a collection that there is not',
        name: 'query_collections * in gone',
        type: 'query_collections',
      },
    ];
    expect((await replace(metadata)).body).toEqual({
      is_consistent: true,
      inconsistent_objects: [],
      warnings,
    });
    const refused = await replace(metadata, { allow_warnings: false });
    expect([refused.status, refused.body.internal]).toEqual([400, warnings]);
  });

  test('refuses root fields of one name before types of one name', async () => {
    const named = { table: 'book', configuration: { custom_name: 'author' } };
    const tables = [{ table: 'author' }, named];
    const { status, body } = await replace({ version: 3, sources: [{ ...SOURCE, tables }] });
    expect([status, body.error.split('\n').slice(0, 2)]).toEqual([
      500,
      [
        "Encountered conflicting definitions in the selection set for 'mutation_root' for fields: [",
        "  'delete_author_by_pk' defined in [table author in source default, table book in source default],",
      ],
    ]);
  });

  test('refuses types of one name', async () => {
    const twin = { ...SOURCE, name: 'twin', customization: { root_fields: { prefix: 'twin_' } } };
    const tables = [{ table: 'author' }];
    const { status, body } = await replace({
      version: 3,
      sources: [
        { ...SOURCE, tables },
        { ...twin, tables },
      ],
    });
    expect([status, body.error]).toEqual([
      500,
      'Found conflicting definitions for GraphQL type "author". The definition of table author in source default differs from that of table author in source twin.',
    ]);
  });
});
