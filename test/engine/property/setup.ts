import fc from 'fast-check';
import type { Database } from '../../support/database.ts';
import { filterToJson, valueToJson } from './query-document.ts';
import {
  columnsOf,
  type Permission,
  type Scalar,
  SESSION,
  type Table,
  WORTH,
  type World,
  type WritePermission,
  worldArb,
  worthSql,
} from './world.ts';

/** A world in Postgres and in metadata. */

export const HEADERS: Readonly<Record<string, string>> = SESSION;

function worldSql(world: World): string {
  const { schema, tables, rows } = world;
  return [
    `CREATE SCHEMA ${schema};`,
    ...tables.map(
      (table) =>
        `CREATE TABLE ${schema}.${table.name} (${columnsOf(table)
          .map(({ name, type }) => `${name} ${type}${name === 'id' ? ' PRIMARY KEY' : ''}`)
          .join(', ')});`,
    ),
    ...tables.map(({ name }) => functionsSql(schema, name)),
    ...tables.map((table) => insertSql(world, table, rows.get(table.name) ?? [])),
    // Not checked, since rows may point at what is not there.
    ...(mayHaveForeignKeys(world) ? tables.flatMap((table) => foreignKeys(world, table)) : []),
    ...tables.map(({ name }) => `ANALYZE ${schema}.${name};`),
  ].join('\n');
}

/** Written for each table in Postgres's own words, and not as the oracle has them. */
const functionsSql = (schema: string, table: string): string => `
  CREATE FUNCTION ${schema}.worth_${table}(r ${schema}.${table}, session json) RETURNS int LANGUAGE sql STABLE
    AS $$ SELECT ${worthSql('r.id', "(session->>'x-hasura-int')::int")} $$;
  CREATE FUNCTION ${schema}.near_${table}(r ${schema}.${table}) RETURNS SETOF ${schema}.${table} LANGUAGE sql STABLE
    AS $$ SELECT * FROM ${schema}.${table} t WHERE t.id <= r.id $$;`;

export function insertSql(
  { schema }: World,
  table: Table,
  rows: readonly Readonly<Record<string, Scalar | null>>[],
): string {
  if (rows.length === 0) return '';
  const names = columnsOf(table).map(({ name }) => name);
  const values = rows.map((row) => `(${names.map((name) => literal(row[name])).join(', ')})`);
  return `INSERT INTO ${schema}.${table.name} (${names.join(', ')}) VALUES ${values.join(', ')};`;
}
const literal = (value: Scalar | null | undefined): string =>
  value === null || value === undefined ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`;

/** In every other world relationships are made by hand. */
const mayHaveForeignKeys = ({ schema }: World): boolean =>
  Number(schema.replace(/\D/g, '')) % 2 === 0;
const foreignKeys = ({ schema }: World, { name, references }: Table): readonly string[] =>
  references.map(
    ({ column, target }) =>
      `ALTER TABLE ${schema}.${name} ADD FOREIGN KEY (${column}) REFERENCES ${schema}.${target} NOT VALID;`,
  );

/** What parents contradict each other in is inconsistent, and left out. */
export const metadataOf = (worlds: readonly World[], databaseUrl: string): object => ({
  allow_inconsistent_metadata: true,
  metadata: wholeMetadata(worlds, databaseUrl),
});

function wholeMetadata(worlds: readonly World[], databaseUrl: string): object {
  return {
    version: 3,
    sources: [
      {
        name: 'default',
        kind: 'postgres',
        configuration: { connection_info: { database_url: databaseUrl } },
        tables: worlds.flatMap((world) => world.tables.map((table) => tableMetadata(world, table))),
      },
    ],
    inherited_roles: [...(worlds[0]?.inherited ?? [])].map(([role_name, role_set]) => ({
      role_name,
      role_set,
    })),
  };
}

function tableMetadata(world: World, { name }: Table): object {
  const { schema, relationships } = world;
  const own = (kind: 'object' | 'array') =>
    relationships
      .filter((each) => each.from === name && each.kind === kind && !each.isComputed)
      .map((each) => ({ name: each.name, using: using(world, each) }));
  return {
    table: { schema, name },
    object_relationships: own('object'),
    array_relationships: own('array'),
    computed_fields: [
      {
        name: WORTH.name,
        definition: { function: { schema, name: `worth_${name}` }, session_argument: 'session' },
      },
      { name: 'near', definition: { function: { schema, name: `near_${name}` } } },
    ],
    select_permissions: [...(world.permissions.get(name) ?? [])].map(([role, permission]) => ({
      role,
      permission: selectPermission(permission, schema),
    })),
    update_permissions: [...(world.writes.get(name) ?? [])].map(([role, permission]) => ({
      role,
      permission: {
        columns: permission.columns,
        filter: filterToJson(permission.filter, schema),
        check: filterToJson(permission.check, schema),
        set: presetsOf(permission),
      },
    })),
    insert_permissions: [...(world.writes.get(name) ?? [])].map(([role, permission]) => ({
      role,
      permission: {
        columns: ['id', ...permission.columns],
        check: filterToJson(permission.check, schema),
        set: presetsOf(permission),
      },
    })),
    delete_permissions: [...(world.writes.get(name) ?? [])].map(([role, { filter }]) => ({
      role,
      permission: { filter: filterToJson(filter, schema) },
    })),
  };
}

const presetsOf = ({ presets }: WritePermission) =>
  Object.fromEntries(Object.entries(presets).map(([name, value]) => [name, valueToJson(value)]));

function using(world: World, by: World['relationships'][number]): object {
  const { schema } = world;
  if (!mayHaveForeignKeys(world))
    return {
      manual_configuration: {
        remote_table: { schema, name: by.to },
        column_mapping: { [by.ours]: by.theirs },
      },
    };
  return by.kind === 'object'
    ? { foreign_key_constraint_on: by.ours }
    : { foreign_key_constraint_on: { table: { schema, name: by.to }, column: by.theirs } };
}

const selectPermission = (
  { filter, columns, limit, mayAggregate }: Permission,
  schema: string,
) => ({
  columns: columns.filter((name) => name !== WORTH.name),
  computed_fields: columns.filter((name) => name === WORTH.name),
  filter: filterToJson(filter, schema),
  allow_aggregations: mayAggregate,
  ...(limit === null ? {} : { limit }),
});

/** A number in PROPERTY_SEED repeats a run. */
export const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_261_124);

/** Random worlds, in Postgres. Without foreign keys rows may point to nothing, and permissions alone decide. */
export async function makeWorlds(
  database: Database,
  count: number,
  { mayHaveForeignKeys }: { readonly mayHaveForeignKeys: boolean },
): Promise<readonly World[]> {
  const worlds = Array.from({ length: count }, (_, i) =>
    worldNumbered(mayHaveForeignKeys ? i : 2 * i + 1),
  );
  for (const world of worlds) await database.query(worldSql(world));
  return worlds;
}

/** Those of odd numbers have no foreign keys. */
function worldNumbered(i: number): World {
  const [world] = fc.sample(worldArb(`w${i}`), { seed: SEED + i, numRuns: 1 });
  if (!world) throw new Error('no world');
  return world;
}
