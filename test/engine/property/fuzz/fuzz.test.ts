import fc from 'fast-check';
import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { createDatabase, type Database } from '../../../support/database.ts';
import { type Engine, startEngine } from '../../../support/engine.ts';
import { openWireTap, type WireTap } from '../../../support/wire-tap.ts';
import { checkApi, checkGraphql } from './answer.ts';
import {
  MARK,
  MARKED_NUMBERS,
  mutate,
  pick,
  type Random,
  randomDocument,
  type Schema,
  schemaOf,
} from './document.ts';
import { metadataFor, SQL } from './harbour.ts';

/**
 * Requests at random: whatever comes, the answer is well-formed and of one of Hasura's codes, the engine lives, and no value
 * of a request is part of a statement's text. PROPERTY_SEED repeats a run, PROPERTY_REQUESTS makes a longer one.
 */

const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_261_124);
const REQUESTS = Number(process.env['PROPERTY_REQUESTS'] ?? 4000);
const LIMIT_MS = 120_000;
/** A share of all requests, in a hundred. */
const runs = (inHundred: number) => ({
  seed: SEED,
  numRuns: Math.ceil((REQUESTS * inHundred) / 100),
  endOnFailure: true,
});

const ROLES = ['admin', 'sailor', 'stowaway', 'both'] as const;
const ENDPOINTS = ['/v1/graphql', '/v1beta1/relay'] as const;
type Schemas = ReadonlyMap<string, Schema>;

let database: Database;
let tap: WireTap;
let engine: Engine;
let schemas: Schemas;
const counts = new Map<string, number>();
const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);

beforeAll(async () => {
  database = await createDatabase();
  await database.query(SQL);
  tap = await openWireTap(database.url);
  engine = await startEngine({ databaseUrl: tap.url, metadata: metadataFor(tap.url) });
  schemas = await introspectAll();
});
afterAll(async () => {
  console.log(
    `fuzz: ${[...counts].map(([what, times]) => `${times} ${what}`).join(', ')}; ${tap.statements.size} statements, seed ${SEED}`,
  );
  await engine?.stop();
  await tap?.close();
  await database?.drop();
});

async function introspectAll(): Promise<Schemas> {
  const found = new Map<string, Schema>();
  for (const role of ROLES)
    for (const endpoint of ENDPOINTS) {
      const { body } = await engine.post(
        endpoint,
        { query: getIntrospectionQuery() },
        headersOf(role),
      );
      found.set(`${role} ${endpoint}`, schemaOf(body.data as IntrospectionQuery));
    }
  return found;
}

const headersOf = (role: string) => ({ 'x-hasura-role': role, 'x-hasura-crew': '3' });

/** A document for somebody, right or nearly so. */
function randomRequest(random: Random) {
  const role = pick(random, ROLES);
  const endpoint = pick(random, ENDPOINTS);
  const schema = schemas.get(`${role} ${endpoint}`) ?? new Map();
  const operations = (['query', 'query', 'query', 'mutation'] as const).filter((each) =>
    schema.has(`${each}_root`),
  );
  const operation = pick(random, operations);
  return { role, endpoint, ...randomDocument(random, schema, operation) };
}

const told = (request: object): string => JSON.stringify(request);

function checkStatements(about: string): void {
  for (const text of tap.statements) {
    // A limit that stands in the document is the one value that is written out: digits that were read as a number.
    const statement = text.replaceAll(/ LIMIT \d+/g, '');
    const found = [MARK, ...MARKED_NUMBERS].find((each) => statement.includes(String(each)));
    if (found !== undefined)
      throw new Error(`${found} of a request stands in a statement:\n${text}\n${about}`);
  }
}

test('documents that follow the schema', { timeout: LIMIT_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (random) => {
      const { role, endpoint, query, variables } = randomRequest(random);
      const about = told({ role, endpoint, query, variables });
      const reply = await engine.post(endpoint, { query, variables }, headersOf(role));
      checkGraphql(reply, about);
      count(reply.body.errors === undefined ? 'documents answered' : 'documents refused');
    }),
    runs(60),
  );
  checkStatements('documents that follow the schema');
});

test('documents that were right before', { timeout: LIMIT_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (random) => {
      const { role, endpoint, query, variables } = randomRequest(random);
      const broken = mutate(random, query);
      const reply = await engine.post(endpoint, { query: broken, variables }, headersOf(role));
      checkGraphql(reply, told({ role, endpoint, broken, variables }));
      count('broken documents');
    }),
    runs(20),
  );
  checkStatements('documents that were right before');
});

test('bodies of any kind', { timeout: LIMIT_MS }, async () => {
  const json = fc.record(
    {
      query: fc.oneof(fc.string(), fc.constant('{ vessels { id } }'), fc.anything()),
      variables: fc.jsonValue(),
      operationName: fc.oneof(fc.string(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    json.map((value) => JSON.stringify(value) ?? ''),
    fc.array(json, { maxLength: 3 }).map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(
      body,
      fc.constantFrom(
        ...ENDPOINTS,
        '/v1/graphql/explain',
        '/v1/query',
        '/v2/query',
        '/v1alpha1/graphql',
      ),
      async (text, path) => {
        const reply = await engine.post(path, text);
        const about = told({ path, text });
        if (ENDPOINTS.some((each) => each === path) && !Array.isArray(reply.body))
          checkGraphql(reply, about);
        else expect(reply.body, about).toBeTypeOf('object');
        count('bodies');
      },
    ),
    runs(8),
  );
});

test('headers and parameters of any kind', { timeout: LIMIT_MS }, async () => {
  const value = fc.oneof(
    fc.constantFrom('sailor', 'admin', '', '{1,2}', `{"${MARK}`, `'; ${MARK} --`),
    fc.string({ unit: 'grapheme-ascii' }),
  );
  await fc.assert(
    fc.asyncProperty(value, value, value, async (role, crew, id) => {
      const headers = {
        'x-hasura-role': role.trim(),
        'x-hasura-crew': crew,
        'x-hasura-use-backend-only-permissions': id,
      };
      const about = told({ headers, id });
      checkGraphql(
        await engine.graphql(
          '{ vessels { id } vessel_aggregate { aggregate { count } } }',
          {},
          headers,
        ),
        about,
      );
      const reply = await fetch(
        `${engine.url}/api/rest/vessel/${encodeURIComponent(id)}?name=${encodeURIComponent(crew)}&tags=${encodeURIComponent(role)}`,
        { headers: { 'x-hasura-admin-secret': engine.adminSecret } },
      );
      checkApi({ status: reply.status, headers: reply.headers, body: await reply.json() }, about);
      count('headers');
    }),
    runs(6),
  );
  checkStatements('headers and parameters');
});

test('metadata and commands of any kind', { timeout: LIMIT_MS }, async () => {
  const { body: exported } = await engine.metadata('export_metadata');
  const places = placesOf(exported, []);
  const commands = fc.constantFrom(...COMMANDS);
  const args = fc.record(
    {
      source: fc.constantFrom('default', 'nowhere', 7),
      table: fc.constantFrom('vessel', { schema: 'public', name: 'voyage' }, 'nothing', null),
      name: fc.oneof(fc.constantFrom('voyages', 'full_name', 'rest', ''), fc.jsonValue()),
      role: fc.constantFrom('sailor', '', 'admin'),
      permission: fc.jsonValue(),
      definition: fc.jsonValue(),
      using: fc.jsonValue(),
      configuration: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(commands, fc.oneof(args, fc.jsonValue()), async (type, given) => {
      checkApi(await engine.metadata(type, given), told({ type, given }));
      count('commands');
    }),
    runs(3),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), fc.jsonValue(), async (place, value) => {
      const metadata = replaced(exported, place, value);
      const reply = await engine.metadata('replace_metadata', {
        metadata,
        allow_inconsistent_metadata: true,
      });
      checkApi(reply, told({ place, value }));
      checkGraphql(await engine.graphql('{ __typename }'), told({ place, value }));
      count('metadata');
    }),
    runs(4),
  );
  const restored = { metadata: exported, allow_inconsistent_metadata: true };
  expect((await engine.metadata('replace_metadata', restored)).status).toBe(200);
});

test('frames of any kind', { timeout: LIMIT_MS }, async () => {
  const frame = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc
      .record(
        {
          type: fc.constantFrom(
            'connection_init',
            'start',
            'subscribe',
            'stop',
            'complete',
            'ping',
            'connection_terminate',
            'zqx',
          ),
          id: fc.oneof(fc.constantFrom('1', '2'), fc.jsonValue()),
          payload: fc.oneof(
            fc.constantFrom(
              { query: 'subscription { vessels { id } }' },
              { query: '{ vessels { id } }', variables: { a: 1 } },
              { headers: { 'x-hasura-role': 'sailor' } },
            ),
            fc.jsonValue(),
          ),
        },
        { requiredKeys: ['type'] },
      )
      .map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('graphql-ws', 'graphql-transport-ws'),
      fc.array(frame, { minLength: 1, maxLength: 6 }),
      async (protocol, frames) => {
        const answers = await converse(protocol, frames);
        for (const answer of answers)
          expect(JSON.parse(answer), told({ protocol, frames })).toHaveProperty('type');
        count('conversations');
      },
    ),
    runs(5),
  );
  checkStatements('frames of any kind');
});

test('and the engine has nothing to tell', async () => {
  expect((await engine.graphql('{ __typename }')).body).toEqual({
    data: { __typename: 'query_root' },
  });
  expect(
    engine
      .log()
      .split('\n')
      .filter((line) => line.includes('"unstructured"') || line.includes('internal error')),
  ).toEqual([]);
});

/** Sends the frames and a question that every protocol answers, or until the other side has had enough. */
function converse(protocol: string, frames: readonly string[]): Promise<readonly string[]> {
  const answers: string[] = [];
  const socket = new WebSocket(`${engine.url.replace('http', 'ws')}/v1/graphql`, protocol, {
    headers: { 'x-hasura-admin-secret': engine.adminSecret },
  });
  return new Promise((resolve) => {
    socket.on('open', () => {
      for (const frame of frames) socket.send(frame);
      socket.close();
    });
    socket.on('message', (data) => answers.push(String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => resolve(answers));
  });
}

type Place = readonly (string | number)[];
function placesOf(value: unknown, at: Place): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, member]) =>
      placesOf(member, [...at, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}
function replaced(value: unknown, [step, ...rest]: Place, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((member, i) => (i === step ? replaced(member, rest, by) : member));
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [step]: replaced(object[step], rest, by) };
}

const COMMANDS = [
  ...[
    'pg_track_table',
    'pg_untrack_table',
    'pg_create_select_permission',
    'pg_create_insert_permission',
    'pg_create_update_permission',
  ],
  ...[
    'pg_create_delete_permission',
    'pg_drop_select_permission',
    'pg_create_object_relationship',
    'pg_create_array_relationship',
  ],
  ...[
    'pg_drop_relationship',
    'pg_rename_relationship',
    'pg_set_relationship_comment',
    'pg_add_computed_field',
    'pg_drop_computed_field',
  ],
  ...[
    'pg_track_function',
    'pg_untrack_function',
    'pg_create_function_permission',
    'pg_set_table_customization',
    'pg_set_table_is_enum',
  ],
  ...[
    'pg_track_native_query',
    'pg_track_logical_model',
    'create_query_collection',
    'add_query_to_collection',
    'create_rest_endpoint',
  ],
  ...[
    'add_collection_to_allowlist',
    'add_inherited_role',
    'set_custom_types',
    'create_action',
    'create_cron_trigger',
    'add_remote_schema',
  ],
  ...[
    'set_api_limits',
    'get_inconsistent_metadata',
    'reload_metadata',
    'export_metadata',
    'get_catalog_state',
    'bulk',
    'zqx',
  ],
];
