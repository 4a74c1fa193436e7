import { expect, test } from 'vitest';
import { unknownKeys } from './unknown-keys.ts';

const source = (more: object) => ({
  version: 3,
  sources: [
    {
      name: 'a',
      kind: 'postgres',
      configuration: { connection_info: { database_url: { from_env: 'X' } } },
      ...more,
    },
  ],
});
const finds = (given: unknown, keys: readonly string[]) => expect(unknownKeys(given)).toEqual(keys);

test('finds keys at every depth', () =>
  finds(
    {
      ...source({
        tables: [
          {
            table: { name: 't', shema: 'public' },
            select_permissions: [
              { role: 'u', permission: { columns: '*', filter: {}, allow_aggregation: true } },
            ],
          },
        ],
      }),
      query_collection: [],
    },
    [
      '$.sources[0].tables[0].table.shema',
      '$.sources[0].tables[0].select_permissions[0].permission.allow_aggregation',
      '$.query_collection',
    ],
  ));
test('looks into no bool_exp and no payload', () =>
  finds(
    {
      ...source({
        tables: [
          {
            table: 't',
            delete_permissions: [{ role: 'u', permission: { filter: { x: { y: 1 } } } }],
          },
        ],
      }),
      cron_triggers: [
        {
          name: 'c',
          webhook: 'w',
          schedule: '* * * * *',
          include_in_metadata: true,
          payload: { z: 1 },
        },
      ],
    },
    [],
  ));
test('knows both spellings of what has two', () =>
  finds(
    source({
      tables: [
        {
          table: 't',
          configuration: {
            custom_column_names: { a: 'b' },
            column_config: { a: { custom_name: 'b' } },
          },
          remote_relationships: [
            { name: 'r', definition: { remote_schema: 's', hasura_fields: [], remote_field: {} } },
            { name: 's', definition: { to_source: { source: 'a', table: 't' } } },
          ],
        },
      ],
    }),
    [],
  ));
test('leaves sources of other backends alone', () =>
  finds(
    {
      version: 3,
      sources: [
        { name: 'm', kind: 'mssql', tables: [{ table: { x: 1 } }], configuration: { y: 1 } },
      ],
    },
    [],
  ));
test('is not disturbed by what is no metadata', () => finds([1, 'x', null], []));
test('knows the keys of versions 1 and 2, whose tables belong to no source', () =>
  finds(
    {
      version: 2,
      tables: [{ table: 'a', is_enmu: true }],
      functions: [{ schema: 'public', name: 'f' }, 'g', { function: 'h', configuration: { x: 1 } }],
      query_templates: [],
      actions: [],
    },
    ['$.tables[0].is_enmu', '$.functions[2].configuration.x'],
  ));
