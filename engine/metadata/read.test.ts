import { expect, test } from 'vitest';
import { EngineError, printPath } from '../base/error.ts';
import { EMPTY_METADATA } from './model.ts';
import { printMetadata } from './print.ts';
import { readMetadata } from './read.ts';

const refuses = (given: unknown, path: string, message: string): void => {
  try {
    readMetadata(given, EMPTY_METADATA, ['args', 'metadata']);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    expect([printPath(error.path), error.message]).toEqual([path, message]);
    return;
  }
  throw new Error('was taken');
};
const connection = { connection_info: { database_url: 'postgres://localhost/x' } };
const withTable = (table: unknown) => ({
  version: 3,
  sources: [{ name: 'default', tables: [table], configuration: connection }],
});

test('an allow list entry twice', () =>
  refuses(
    {
      version: 3,
      sources: [],
      allowlist: [{ collection: 'a' }, { collection: 'a', scope: { global: true } }],
    },
    '$.args.metadata',
    'multiple declarations exist for the following allowlist entries: a',
  ));
const MANUAL = { manual_configuration: { remote_table: 'c', column_mapping: { id: 'id' } } };
test.for([
  ['object_relationships', 'object relationships', 'name', { using: MANUAL }],
  ['array_relationships', 'array relationships', 'name', { using: MANUAL }],
  ['computed_fields', 'computed fields', 'name', { definition: { function: 'f' } }],
  ['select_permissions', 'select permissions', 'role', { permission: { columns: [], filter: {} } }],
  ['insert_permissions', 'insert permissions', 'role', { permission: { columns: [], check: {} } }],
] as const)('%s of one name', ([list, what, key, more]) =>
  refuses(
    withTable({ table: 'a', [list]: [0, 1].map(() => ({ [key]: 'b', ...more })) }),
    '$.args.metadata.sources[0].tables[0]',
    `multiple declarations exist for the following ${what}: b`,
  ),
);
test('an inherited role twice', () =>
  refuses(
    { version: 3, inherited_roles: [0, 1].map(() => ({ role_name: 'a', role_set: ['b'] })) },
    '$.args.metadata',
    'multiple declarations exist for the following inherited roles: a',
  ));
test('an event trigger of one name on two tables, whose events nobody could tell apart', () => {
  const trigger = { name: 'e', definition: { enable_manual: true }, webhook: 'w', retry_conf: {} };
  const tables = ['a', 'b'].map((table) => ({ table, event_triggers: [trigger] }));
  refuses(
    { version: 3, sources: [{ name: 'default', tables, configuration: connection }] },
    '$.args.metadata',
    'Event trigger with duplicate names not allowed: "e"',
  );
});
test('a missing key, told at the object that misses it', () =>
  refuses(
    withTable({ table: 'a', select_permissions: [{ role: 'user', permission: { columns: '*' } }] }),
    '$.args.metadata.sources[0].tables[0].select_permissions[0].permission',
    'key "filter" not found',
  ));
test('a value of another type', () =>
  refuses(
    withTable({ table: 'a', is_enum: 'yes' }),
    '$.args.metadata.sources[0].tables[0].is_enum',
    'parsing Bool failed, expected Boolean, but encountered String',
  ));
test('a custom root field twice', () =>
  refuses(
    withTable({
      table: 'a',
      configuration: { custom_root_fields: { select: 'b', insert: { name: 'b' }, delete: 'c' } },
    }),
    '$.args.metadata.sources[0].tables[0].configuration.custom_root_fields',
    'the following custom root field names are duplicated: "b"',
  ));
test('a key of a table that there is not', () =>
  refuses(
    withTable({ table: 'a', select_permision: [] }),
    '$.args.metadata.sources[0].tables[0]',
    'unexpected keys when parsing TableMetadata: ["select_permision"]',
  ));
test('an unknown version', () =>
  refuses(
    { version: 4 },
    '$.args.metadata.version',
    'unexpected metadata version; supported versions: 1,2,3',
  ));

test('reads null as missing, and exports as Hasura does', () => {
  const table = {
    table: 'author',
    configuration: { custom_column_names: { id: 'AuthorId' } },
    object_relationships: [
      { name: 'b', using: { foreign_key_constraint_on: 'b_id' }, comment: null },
      { name: 'a', using: { foreign_key_constraint_on: ['a_id'] } },
    ],
    update_permissions: [
      { role: 'user', permission: { columns: [], filter: { b: { x: 1 }, a: 2 }, check: null } },
    ],
  };
  const [source] = printMetadata(readMetadata(withTable(table), EMPTY_METADATA))['sources'] as {
    tables: unknown[];
  }[];
  expect(JSON.stringify(source?.tables[0])).toBe(
    JSON.stringify({
      table: { name: 'author', schema: 'public' },
      configuration: {
        column_config: { id: { custom_name: 'AuthorId' } },
        custom_column_names: { id: 'AuthorId' },
        custom_root_fields: {},
      },
      object_relationships: [
        { name: 'a', using: { foreign_key_constraint_on: 'a_id' } },
        { name: 'b', using: { foreign_key_constraint_on: 'b_id' } },
      ],
      update_permissions: [
        {
          role: 'user',
          permission: { columns: [], filter: { a: 2, b: { x: 1 } }, check: null },
        },
      ],
    }),
  );
});
