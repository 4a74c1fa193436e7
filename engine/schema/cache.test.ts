import { describe, expect, test } from 'vitest';
import type { Catalog, Column, PgType, Table } from '../catalog/model.ts';
import { keyOf } from '../catalog/model.ts';
import { metadata as parseMetadata } from '../metadata/model.ts';
import { buildCache } from './cache.ts';
import type { FieldDef, NamedType, RoleSchema } from './model.ts';
import { printType } from './type-ref.ts';

const base = (name: string, sqlName: string): PgType => ({
  name,
  schema: 'pg_catalog',
  kind: 'base',
  sqlName,
});
const INT = base('int4', 'integer');
const TEXT = base('text', 'text');

const column = (name: string, type: PgType, position: number, isNullable = true): Column => ({
  name,
  position,
  type,
  isNullable,
  hasDefault: false,
  isGenerated: false,
  identity: 'none',
  description: null,
});

function table(
  name: string,
  columns: readonly Column[],
  references: Record<string, string> = {},
): Table {
  return {
    name: { schema: 'public', name },
    oid: 1,
    kind: 'table',
    columns: new Map(columns.map((each) => [each.name, each])),
    primaryKey: { name: `${name}_pkey`, columns: ['id'] },
    uniqueConstraints: [],
    foreignKeys: Object.entries(references).map(([ours, target]) => ({
      name: `${name}_${ours}_fkey`,
      target: { schema: 'public', name: target },
      columns: new Map([[ours, 'id']]),
    })),
    isInsertable: true,
    isUpdatable: true,
    isDeletable: true,
    description: null,
  };
}

const AUTHOR = table('author', [
  column('id', INT, 1, false),
  column('name', TEXT, 2),
  column('secret', TEXT, 3),
]);
const ARTICLE = table(
  'article',
  [column('id', INT, 1, false), column('author_id', INT, 2, false), column('title', TEXT, 3)],
  { author_id: 'author' },
);
const catalog: Catalog = {
  tables: new Map([AUTHOR, ARTICLE].map((each) => [keyOf(each.name), each])),
  functions: new Map(),
  serverVersion: 150_000,
  enumValues: new Map(),
};

const OWN = { id: { _eq: 'X-Hasura-User-Id' } };
const tables = [
  {
    table: 'author',
    array_relationships: [
      {
        name: 'articles',
        using: { foreign_key_constraint_on: { table: 'article', column: 'author_id' } },
      },
    ],
    select_permissions: [
      { role: 'user', permission: { columns: ['id', 'name'], filter: {} } },
      { role: 'owner', permission: { columns: ['id', 'secret'], filter: OWN } },
      { role: 'blind', permission: { columns: ['nope'], filter: {} } },
    ],
    insert_permissions: [
      {
        role: 'user',
        permission: { columns: ['id', 'name'], check: {}, set: { name: 'x' }, backend_only: true },
      },
    ],
  },
  {
    table: 'article',
    object_relationships: [{ name: 'author', using: { foreign_key_constraint_on: 'author_id' } }],
    select_permissions: [
      {
        role: 'user',
        permission: { columns: ['id'], filter: { author: OWN }, allow_aggregations: true },
      },
    ],
  },
  { table: 'missing' },
];

const cache = buildCache(
  parseMetadata.parse({
    version: 3,
    sources: [
      {
        name: 'default',
        kind: 'postgres',
        tables,
        configuration: { connection_info: { database_url: 'postgres://' } },
      },
    ],
    inherited_roles: [{ role_name: 'both', role_set: ['user', 'owner'] }],
    graphql_schema_introspection: { disabled_for_roles: ['owner'] },
  }),
  new Map([['default', catalog]]),
  {
    resourceVersion: 1,
    stringifyNumerics: false,
    namingConvention: 'hasura-default',
    inferFunctionPermissions: true,
  },
);

const fieldsOf = (type: NamedType | undefined): string[] =>
  type && 'fields' in type ? [...type.fields.keys()].sort() : [];
const typeOf = (schema: RoleSchema, name: string): NamedType | undefined => schema.types.find(name);
const fieldOf = (schema: RoleSchema, type: string, name: string): FieldDef | undefined => {
  const found = typeOf(schema, type);
  return found?.kind === 'object' ? found.fields.get(name) : undefined;
};

const typeText = (field: FieldDef | undefined): string | undefined =>
  field && printType(field.type);

test('what metadata names in vain is listed, and left out', () => {
  expect(cache.inconsistencies.map(({ name, reason }) => [name, reason])).toEqual([
    [
      'table missing in source default',
      'Inconsistent object: no such table/view exists in source: "missing"',
    ],
    [
      'select_permission blind in table author in source default',
      'Inconsistent object: in table "author": in permission for role "blind": column "nope" does not exist',
    ],
  ]);
});

describe('the admin', () => {
  const schema = cache.role('admin');
  test('sees all root fields', () => {
    expect([...schema.query.fields.keys()]).toEqual([
      ...['author', 'author_aggregate', 'author_by_pk'],
      ...['article', 'article_aggregate', 'article_by_pk'],
    ]);
    expect(schema.mutation?.fields.has('update_author_many')).toBe(true);
    expect(schema.subscription?.fields.has('article_stream')).toBe(true);
  });
  test('has types of the right shape', () => {
    expect(typeText(fieldOf(schema, 'author', 'articles'))).toBe('[article!]!');
    expect(typeText(fieldOf(schema, 'article', 'author'))).toBe('author!');
    expect(typeText(fieldOf(schema, 'author', 'name'))).toBe('String');
    expect(fieldsOf(typeOf(schema, 'author_bool_exp'))).toEqual(
      ['_and', '_not', '_or', 'articles', 'articles_aggregate', 'id', 'name', 'secret'].sort(),
    );
  });
});

describe('a role', () => {
  test('sees its columns and no other', () => {
    expect(fieldsOf(typeOf(cache.role('user'), 'author'))).toEqual(
      ['articles', 'articles_aggregate', 'id', 'name'].sort(),
    );
    expect(fieldsOf(typeOf(cache.role('owner'), 'author'))).toEqual(['id', 'secret']);
    expect(fieldsOf(typeOf(cache.role('user'), 'author_bool_exp'))).not.toContain('secret');
  });
  test('aggregates only where allowed', () => {
    expect([...cache.role('user').query.fields.keys()]).toEqual([
      ...['author', 'author_by_pk'],
      ...['article', 'article_aggregate', 'article_by_pk'],
    ]);
  });
  test('writes what is backend-only only when it comes from there', () => {
    expect(cache.role('user').mutation).toBeNull();
    const schema = cache.role('user', { backendOnly: true });
    expect(fieldsOf(schema.mutation ?? undefined)).toEqual(['insert_author', 'insert_author_one']);
    expect(fieldsOf(typeOf(schema, 'author_insert_input'))).toEqual(['id']); // the preset is not asked for
  });
  test('that nobody named has nothing to ask for', () => {
    expect([...cache.role('nobody').query.fields.keys()]).toEqual(['no_queries_available']);
  });
  test('may be kept from introspection', () => {
    expect(cache.role('owner').mayIntrospect).toBe(false);
    expect(cache.role('user').mayIntrospect).toBe(true);
  });
});

test('an inherited role sees a cell where one of its parents does', () => {
  const schema = cache.role('both');
  expect(fieldsOf(typeOf(schema, 'author'))).toEqual(
    ['articles', 'articles_aggregate', 'id', 'name', 'secret'].sort(),
  );
  const means = schema.query.fields.get('author')?.means;
  const select = means?.kind === 'select' ? means.table.select : null;
  expect(select?.columns.get('id')).toBeNull();
  expect(select?.columns.get('secret')).toEqual({
    kind: 'or',
    of: [expect.objectContaining({ kind: 'compare', op: '_eq' })],
  });
  // Every row is let through by `user`, so the filter of `owner` no longer narrows.
  expect(select?.filter).toEqual({ kind: 'and', of: [] });
});
