/** A schema with something of everything, for requests that are made at random. */

export const SQL = `
  CREATE EXTENSION IF NOT EXISTS ltree;
  CREATE TABLE rig (value text PRIMARY KEY, comment text);
  INSERT INTO rig VALUES ('sloop', 'one mast'), ('ketch', NULL);
  CREATE TABLE vessel (
    id serial PRIMARY KEY, name text NOT NULL UNIQUE, rig text REFERENCES rig, length_m int, crew bigint, tons numeric(7, 2),
    knots double precision, draught real, is_afloat boolean NOT NULL DEFAULT true, launched date, seen_at timestamptz,
    watch time, token uuid, tags text[], berths int[], log jsonb, place ltree, code char(3),
    doubled int GENERATED ALWAYS AS (length_m * 2) STORED
  );
  CREATE TABLE voyage (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, vessel_id int REFERENCES vessel ON DELETE CASCADE, title text,
    started timestamp, legs int4range, distance bigint
  );
  CREATE TABLE crossing (vessel_id int, number smallint, note text, PRIMARY KEY (vessel_id, number));
  CREATE VIEW afloat AS SELECT id, name, length_m FROM vessel WHERE is_afloat;
  CREATE FUNCTION full_name(v vessel) RETURNS text LANGUAGE sql STABLE AS $$ SELECT v.name || coalesce(v.rig, '') $$;
  CREATE FUNCTION longer(v vessel, by int, session json) RETURNS int LANGUAGE sql STABLE AS $$ SELECT v.length_m + by $$;
  CREATE FUNCTION recent(v vessel, at_most int DEFAULT 2) RETURNS SETOF voyage LANGUAGE sql STABLE
    AS $$ SELECT * FROM voyage WHERE vessel_id = v.id LIMIT at_most $$;
  CREATE FUNCTION search(text text, at_least int DEFAULT 0) RETURNS SETOF vessel LANGUAGE sql STABLE
    AS $$ SELECT * FROM vessel WHERE name ILIKE text AND length_m >= at_least $$;
  CREATE FUNCTION launch(called text) RETURNS vessel LANGUAGE sql VOLATILE
    AS $$ SELECT * FROM vessel WHERE name = called $$;
  INSERT INTO vessel (name, rig, length_m, crew, tons, knots, launched, seen_at, tags, berths, log, place, code)
    VALUES ('Fram', 'sloop', 39, 13, 402, 7.5, '1892-10-26', '1911-12-14 15:00+00', '{ice,old}', '{1,2}', '{"a": [1, {"b": null}]}', 'sea.deep', 'FR'),
           ('Gjøa', 'ketch', 21, 6, 67.5, NULL, NULL, NULL, NULL, NULL, '[]', 'sea', NULL), ('Maud', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', '{}', 'null', NULL, 'M');
  INSERT INTO voyage (vessel_id, title, started, legs, distance) VALUES (1, 'South', '1910-08-09', '[1,5)', 30000), (1, NULL, NULL, NULL, NULL), (2, 'North-west', '1903-06-16', NULL, 9);
  INSERT INTO crossing VALUES (1, 1, 'first'), (1, 2, NULL);
`;

const name = (table: string) => ({ schema: 'public', name: table });

const SAILOR = {
  vessel: {
    columns: '*',
    filter: { _or: [{ is_afloat: { _eq: true } }, { crew: { _gt: 'X-Hasura-Crew' } }] },
    computed_fields: ['full_name', 'longer'],
    allow_aggregations: true,
    limit: 10,
  },
  voyage: {
    columns: ['id', 'title', 'vessel_id', 'distance'],
    filter: { vessel: { length_m: { _gt: 10 } } },
    allow_aggregations: true,
  },
};

const TABLES = [
  {
    table: name('vessel'),
    configuration: {
      custom_root_fields: { select: 'vessels' },
      column_config: { tons: { custom_name: 'tonnage' } },
      custom_column_names: { tons: 'tonnage' },
    },
    array_relationships: [
      {
        name: 'voyages',
        using: { foreign_key_constraint_on: { table: name('voyage'), column: 'vessel_id' } },
      },
    ],
    computed_fields: [
      { name: 'full_name', definition: { function: name('full_name') } },
      {
        name: 'longer',
        definition: { function: name('longer'), session_argument: 'session' },
      },
      { name: 'recent', definition: { function: name('recent') } },
    ],
    select_permissions: [{ role: 'sailor', permission: SAILOR.vessel }],
    insert_permissions: [
      {
        role: 'sailor',
        permission: {
          columns: ['name', 'length_m', 'tags', 'log', 'rig'],
          check: { length_m: { _lt: 500 } },
          set: { crew: 'x-hasura-crew' },
        },
      },
    ],
    update_permissions: [
      {
        role: 'sailor',
        permission: {
          columns: ['length_m', 'log', 'tags'],
          filter: {},
          check: { length_m: { _gt: 0 } },
        },
      },
    ],
    delete_permissions: [
      { role: 'sailor', permission: { filter: { crew: { _eq: 'x-hasura-crew' } } } },
    ],
  },
  {
    table: name('voyage'),
    object_relationships: [{ name: 'vessel', using: { foreign_key_constraint_on: 'vessel_id' } }],
    select_permissions: [{ role: 'sailor', permission: SAILOR.voyage }],
    insert_permissions: [
      { role: 'sailor', permission: { columns: ['title', 'vessel_id'], check: {} } },
    ],
  },
  {
    table: name('crossing'),
    object_relationships: [
      {
        name: 'vessel',
        using: {
          manual_configuration: {
            remote_table: name('vessel'),
            column_mapping: { vessel_id: 'id' },
          },
        },
      },
    ],
  },
  {
    table: name('afloat'),
    select_permissions: [{ role: 'stowaway', permission: { columns: ['name'], filter: {} } }],
  },
  { table: name('rig'), is_enum: true },
];

export const metadataFor = (databaseUrl: string) => ({
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      configuration: { connection_info: { database_url: databaseUrl } },
      tables: TABLES,
      functions: [
        { function: name('search') },
        { function: name('launch'), configuration: { exposed_as: 'mutation' } },
      ],
      logical_models: [
        {
          name: 'tally',
          fields: [
            { name: 'rig', type: { scalar: 'text', nullable: true } },
            { name: 'ships', type: { scalar: 'int8', nullable: false } },
          ],
        },
      ],
      native_queries: [
        {
          root_field_name: 'tallies',
          code: 'SELECT rig, count(*) AS ships FROM vessel WHERE length_m > {{longer_than}} GROUP BY rig',
          arguments: { longer_than: { type: 'int', nullable: true } },
          returns: 'tally',
        },
      ],
    },
  ],
  inherited_roles: [{ role_name: 'both', role_set: ['sailor', 'stowaway'] }],
  query_collections: [
    {
      name: 'rest',
      definition: {
        queries: [
          {
            name: 'one',
            query:
              'query ($id: Int!, $name: String, $tags: [String!]) { vessels(where: {_or: [{id: {_eq: $id}}, {tags: {_contains: $tags}}]}) { name } voyage(where: {title: {_eq: $name}}) { id } }',
          },
        ],
      },
    },
  ],
  rest_endpoints: [
    {
      name: 'one',
      url: 'vessel/:id',
      methods: ['GET', 'POST'],
      definition: { query: { collection_name: 'rest', query_name: 'one' } },
    },
  ],
});
