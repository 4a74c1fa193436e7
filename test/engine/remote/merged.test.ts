import { beforeEach, expect, test } from 'vitest';
import { PYTHON_SUITE } from '../../support/remote/python-suite.ts';
import { api, recorded } from '../../support/remote/server.ts';
import { useFixture } from './fixture.ts';

/** Remote schemas merged into the engine's own. */

const published = (path: string) => PYTHON_SUITE.get(path) ?? (() => ({ status: 404, body: '' }));

const LIBRARY = recorded(
  api(
    `
    enum Genre { CRIME POETRY }
    input Range { from: Int = 1900 to: Int! }
    input BookFilter { genre: Genre year: Range ids: [ID!] }
    scalar Meta
    type Book { id: ID! title(upper: Boolean = false): String! genre: Genre authors: [Person!]! }
    interface Person { name: String! }
    type Writer implements Person { name: String! books: Int }
    type Editor implements Person { name: String! house: String }
    union Anything = Book | Writer | Editor
    type Query {
      book(id: ID!): Book
      books(filter: BookFilter): [Book!]
      anything: [Anything]
      person: Person
      meta(of: Meta): Meta
      fail: String
    }
    type Mutation { rename(id: ID!, title: String!): Book log(text: String!): [String!] }
    `,
    {
      book: ({ id }: { id: string }) => book(id),
      books: ({ filter }: { filter?: object }) => [{ ...book('1'), title: JSON.stringify(filter) }],
      anything: () => [{ __typename: 'Book', ...book('1') }, WRITER, EDITOR, null],
      person: () => EDITOR,
      meta: ({ of }: { of: unknown }) => of,
      fail: () => {
        throw new Error('on purpose');
      },
      rename: ({ id, title }: { id: string; title: string }) => ({ ...book(id), title }),
      log: ({ text }: { text: string }) => {
        written.push(text);
        return [...written];
      },
    },
  ),
);
const WRITER = { __typename: 'Writer', name: 'Astrid', books: 3 };
const EDITOR = { __typename: 'Editor', name: 'Knut', house: 'Nord' };
const book = (id: string) => ({
  id,
  title: `Book ${id}`,
  genre: 'CRIME',
  authors: [WRITER, EDITOR],
});
const written: string[] = [];

let isAway = false;
const fixture = useFixture(
  {
    '/library': LIBRARY.api,
    '/hello': (request) =>
      isAway ? { status: 503, body: 'away' } : published('/hello-graphql')(request),
    '/user': published('/user-graphql'),
    '/person': published('/person-graphql'),
    '/cookie': published('/auth-graphql'),
    '/broken': () => ({ body: '<html>Not here</html>' }),
    '/asleep': (request) =>
      request.operationName === 'IntrospectionQuery'
        ? published('/hello-graphql')(request)
        : new Promise(() => {}),
    '/partial': (request) =>
      request.operationName === 'IntrospectionQuery'
        ? published('/hello-graphql')(request)
        : { body: { data: { hello: 'half' }, errors: [{ message: 'the other half' }] } },
  },
  {
    sql: `
      CREATE TABLE note (id serial PRIMARY KEY, text text);
      CREATE TABLE person (id int PRIMARY KEY, name text, created timestamptz);`,
  },
);
beforeEach(async () => {
  isAway = false;
  LIBRARY.seen.length = 0;
  written.length = 0;
  await fixture.reset();
});

const data = async (query: string, variables?: object): Promise<unknown> => {
  const { body } = await fixture.engine.graphql(query, variables);
  expect(body).not.toHaveProperty('errors');
  return body.data;
};
const sent = (): string => LIBRARY.seen.map(({ query }) => query.replace(/\s+/g, ' ')).join('\n');

test('passes variables on as variables, defaults filled in, with what else is asked', async () => {
  await fixture.add('library', '/library');
  const query = `query Find($id: ID! = "7", $upper: Boolean, $filter: BookFilter) {
    first: book(id: $id) { key: id title(upper: $upper) ...Rest }
    books(filter: $filter) { title }
  }
  fragment Rest on Book { genre @include(if: true) authors @skip(if: true) { name } }`;
  const filter = { genre: 'POETRY', year: { to: 1950 } };
  expect(await data(query, { upper: true, filter })).toEqual({
    first: { key: '7', title: 'Book 7', genre: 'CRIME' },
    books: [{ title: JSON.stringify({ genre: 'POETRY', year: { from: 1900, to: 1950 } }) }],
  });
  expect(sent()).toMatchInlineSnapshot(`
    "query Find($id: ID!, $upper: Boolean) { first: book(id: $id) { key: id title(upper: $upper) genre } }
    query Find($filter: BookFilter) { books(filter: $filter) { title } }"
  `);
  expect(LIBRARY.seen.map(({ variables }) => variables)).toEqual([
    { id: '7', upper: true },
    { filter },
  ]);
});

test('takes variables inside of literals apart, and leaves scalars to the remote', async () => {
  await fixture.add('library', '/library');
  const query = `query ($to: Int!, $genre: Genre, $deep: Meta) {
    books(filter: { genre: $genre, year: { to: $to }, ids: ["a"] }) { title }
    meta(of: { a: [1, "x"], b: $deep })
    plain: meta(of: """a "quoted"
      text""")
  }`;
  const found = await data(query, { to: 3, genre: 'CRIME', deep: { c: null } });
  expect(found).toMatchObject({ meta: { a: [1, 'x'], b: { c: null } }, plain: 'a "quoted"\ntext' });
  const wrong = await fixture.engine.graphql('{ book(id: { no: 1 }) { id } }');
  expect(wrong.body.errors[0].message).toContain('ID cannot represent');
});

test('refuses what the remote does not have, in the words of any other field', async () => {
  await fixture.add('library', '/library');
  const refused = async (query: string, variables = {}) => {
    const { body } = await fixture.engine.graphql(query, variables);
    expect(LIBRARY.seen).toEqual([]);
    const [{ message, extensions }] = body.errors;
    return `${extensions.path}: ${message}`;
  };
  expect(await refused('{ book(id: 1) { isbn } }')).toBe(
    "$.selectionSet.book.selectionSet.isbn: field 'isbn' not found in type: 'Book'",
  );
  expect(await refused('{ book(key: 1) { id } }')).toBe(
    "$.selectionSet.book: 'book' has no argument named 'key'",
  );
  expect(await refused('{ book { id } }')).toBe(
    "$.selectionSet.book.args.id: missing required field 'id'",
  );
  expect(await refused('{ books(filter: { genre: PROSE }) { id } }')).toBe(
    "$.selectionSet.books.args.filter.genre: expected one of the values ['CRIME', 'POETRY'] for type 'Genre', but found 'PROSE'",
  );
  const query = 'query ($f: BookFilter) { books(filter: $f) { id } }';
  expect(await refused(query, { f: { year: { since: 1 } } })).toBe(
    "$.selectionSet.books.args.filter.year.since: field 'since' not found in type: 'Range'",
  );
  expect(await refused(query, { f: { year: {} } })).toBe(
    "$.selectionSet.books.args.filter.year.to: missing required field 'to'",
  );
  // Now it is planned and kept: what is wrong is found all the same.
  await data(query, { f: { genre: 'CRIME' } });
  LIBRARY.seen.length = 0;
  expect(await refused(query, { f: { genre: 'PROSE' } })).toContain("but found 'PROSE'");
});

test('asks of unions and interfaces what is asked of each type', async () => {
  await fixture.add('library', '/library');
  const query = `{
    anything { __typename ... on Book { title } ... on Person { name } ...W }
    person { name ... on Editor { house } }
  }
  fragment W on Anything { ... on Writer { books } }`;
  expect(await data(query)).toEqual({
    anything: [
      { __typename: 'Book', title: 'Book 1' },
      { __typename: 'Writer', name: 'Astrid', books: 3 },
      { __typename: 'Editor', name: 'Knut' },
      null,
    ],
    person: { name: 'Knut', house: 'Nord' },
  });
});

test('customizes names, and maps type names back', async () => {
  await fixture.add('library', '/library', {
    customization: {
      root_fields_namespace: 'lib',
      type_names: { prefix: 'Lib', mapping: { Book: 'Tome', String: 'Words' } },
      field_names: [{ parent_type: 'Book', prefix: 'the_', mapping: { id: 'key' } }],
    },
  });
  const query = `query ($f: LibBookFilter) { lib {
    __typename
    one: book(id: 1) { __typename key the_title alias: the_genre the_authors { __typename name } }
    books(filter: $f) { the_title }
    person { ... on LibEditor { kind: __typename house } }
  } }`;
  expect(await data(query, { f: null })).toEqual({
    lib: {
      __typename: 'LibQuery',
      one: {
        __typename: 'Tome',
        key: '1',
        the_title: 'Book 1',
        alias: 'CRIME',
        the_authors: [
          { __typename: 'LibWriter', name: 'Astrid' },
          { __typename: 'LibEditor', name: 'Knut' },
        ],
      },
      books: [{ the_title: 'null' }],
      person: { kind: 'LibEditor', house: 'Nord' },
    },
  });
  expect(sent()).toContain('key: id the_title: title alias: genre');
  const type = await data('{ __type(name: "Tome") { fields { name type { ofType { name } } } } }');
  expect(type).toMatchObject({
    __type: {
      fields: expect.arrayContaining([{ name: 'the_title', type: { ofType: { name: 'Words' } } }]),
    },
  });
});

test('passes errors on as they came, and cookies', async () => {
  await fixture.add('library', '/library');
  await fixture.add('cookie', '/cookie');
  await fixture.ok('pg_track_table', { table: 'note' });
  const { status, body } = await fixture.engine.graphql('{ note { id } fail }');
  expect(status).toBe(200);
  expect(body).toEqual({
    data: null,
    errors: [{ message: 'on purpose', path: ['fail'], locations: [{ line: 1, column: 10 }] }],
  });
  const { headers } = await fixture.engine.graphql('{ hello }');
  expect(headers.get('set-cookie')).toBe('abcd');
});

test('takes errors for the answer where there is data too', async () => {
  await fixture.add('partial', '/partial');
  const { body } = await fixture.engine.graphql('{ hello }');
  expect(body).toEqual({ data: null, errors: [{ message: 'the other half' }] });
});

test('sends headers of metadata before those of the session and of the client', async () => {
  await fixture.add('library', '/library', {
    forward_client_headers: true,
    headers: [
      { name: 'X-Hasura-Shelf', value: 'configured' },
      { name: 'X-Key', value_from_env: 'REMOTE_URL' },
    ],
  });
  await fixture.engine.graphql('{ book(id: 1) { id } }', undefined, {
    'x-hasura-role': 'reader',
    'x-hasura-user-id': '7',
    'x-hasura-shelf': 'asked',
    'x-key': 'asked',
    'x-mine': 'forwarded',
    'user-agent': 'a test',
  });
  const [{ headers = {} } = {}] = LIBRARY.seen;
  expect(headers).toMatchObject({
    'x-hasura-role': 'reader',
    'x-hasura-user-id': '7',
    'x-hasura-shelf': 'configured',
    'x-key': fixture.server.url,
    'x-mine': 'forwarded',
    'x-forwarded-user-agent': 'a test',
    'user-agent': expect.stringContaining('hasura-graphql-engine/'),
  });
  expect(headers).not.toHaveProperty('x-hasura-admin-secret');
});

test('writes to remotes and sources in the order asked for', async () => {
  await fixture.add('library', '/library');
  await fixture.ok('pg_track_table', { table: 'note' });
  const mutation = `mutation {
    a: log(text: "a")
    insert_note_one(object: { text: "row" }) { text }
    b: log(text: "b")
    rename(id: 1, title: "New") { title }
  }`;
  expect(await data(mutation)).toEqual({
    a: ['a'],
    insert_note_one: { text: 'row' },
    b: ['a', 'b'],
    rename: { title: 'New' },
  });
});

test('serves the rest where a remote does not answer, and asks again when told to', async () => {
  await fixture.add('hello', '/hello');
  await fixture.ok('pg_track_table', { table: 'note' });
  isAway = true;
  await fixture.engine.restart();
  expect(await fixture.engine.metadata('get_inconsistent_metadata')).toMatchObject({
    body: {
      is_consistent: false,
      inconsistent_objects: [
        {
          type: 'remote_schema',
          name: 'remote_schema hello',
          definition: { name: 'hello', definition: { url: '{{REMOTE_URL}}/hello' } },
          reason:
            "Inconsistent object: Error in $: Failed reading: not a valid json value at 'away'",
        },
      ],
    },
  });
  expect(await data('{ note { id } }')).toMatchObject({ note: expect.any(Array) });
  const reload = () => fixture.engine.metadata('reload_metadata', { reload_remote_schemas: true });
  expect((await reload()).body.is_consistent).toBe(false);
  isAway = false;
  expect((await reload()).body).toEqual({ message: 'success', is_consistent: true });
  expect(await data('{ hello }')).toEqual({ hello: 'Hello world' });
  isAway = true;
  const alone = await fixture.engine.metadata('reload_remote_schema', { name: 'hello' });
  expect(alone).toMatchObject({
    status: 500,
    body: { error: 'cannot continue due to newly found inconsistent metadata' },
  });
  // Refused: what it said before stays.
  isAway = false;
  expect(await data('{ hello }')).toEqual({ hello: 'Hello world' });
});

test('refuses remotes that cannot be read, and says why', async () => {
  const add = async (path: string, definition: object = {}) => {
    const { status, body } = await fixture.engine.metadata('add_remote_schema', {
      name: 'bad',
      definition: { url: `{{REMOTE_URL}}${path}`, ...definition },
    });
    return { status, error: body.error, code: body.code, path: body.path };
  };
  expect(await add('/broken')).toEqual({
    status: 400,
    error: "Error in $: Failed reading: not a valid json value at '<html>Not here</html>'",
    code: 'remote-schema-error',
    path: '$.args',
  });
  const away = { url: 'http://127.0.0.1:1/graphql' };
  expect(await add('', away)).toMatchObject({
    error: 'HTTP exception occurred while sending the request to "http://127.0.0.1:1/graphql"',
    code: 'remote-schema-error',
  });
  expect(await add('', { url: '{{NOT_THERE}}' })).toMatchObject({
    error: 'Value for environment variables not found: NOT_THERE',
  });
  expect((await fixture.engine.metadata('export_metadata')).body.remote_schemas).toBeUndefined();
});

test('refuses names that others have', async () => {
  await fixture.add('hello', '/hello');
  await fixture.ok('pg_track_table', { table: 'note' });
  const add = (path: string, customization: object) =>
    fixture.engine.metadata('add_remote_schema', {
      name: 'other',
      definition: { url: `{{REMOTE_URL}}${path}`, customization },
    });
  const note = { field_names: [{ parent_type: 'Hello', mapping: { hello: 'note' } }] };
  expect((await add('/hello', note)).body).toMatchObject({
    code: 'invalid-configuration',
    error: "Inconsistent object: Field cannot be overwritten by remote field 'note'",
  });
  expect((await add('/hello', {})).body).toMatchObject({
    code: 'unexpected',
    error: 'cannot continue due to new inconsistent metadata',
  });
  const type = { type_names: { mapping: { User: 'note' } } };
  expect((await add('/user', type)).body).toMatchObject({
    code: 'unexpected',
    error: expect.stringContaining("Found conflicting definitions for GraphQL type 'note'"),
  });
});

test('takes two types of one name and one shape for the same', async () => {
  await fixture.ok('pg_track_table', { table: 'person' });
  await fixture.add('person', '/person');
  const query = '{ person { id } person_(id: 4) { __typename id name created } }';
  expect(await data(query)).toEqual({
    person: [],
    person_: { __typename: 'person', id: 4, name: 'Jane', created: null },
  });
});

test('answers its introspection as it came, and exports what it was given', async () => {
  await fixture.add('hello', '/hello', { timeout_seconds: 7, forward_client_headers: true });
  const text = await fixture.ok('introspect_remote_schema', { name: 'hello' });
  expect(text).toHaveProperty('data.__schema.queryType.name', 'Hello');
  const exported = (await fixture.engine.metadata('export_metadata')).body;
  expect(exported.remote_schemas).toEqual([
    {
      name: 'hello',
      definition: { url: '{{REMOTE_URL}}/hello', timeout_seconds: 7, forward_client_headers: true },
    },
  ]);
  await fixture.ok('replace_metadata', exported);
  expect((await fixture.engine.metadata('export_metadata')).body).toEqual(exported);
});

test('does not subscribe to remotes', async () => {
  await fixture.add('hello', '/hello');
  const { body } = await fixture.engine.graphql('subscription { hello }');
  expect(body.errors).toEqual([
    {
      message: 'subscription to remote server is not supported',
      extensions: { path: '$', code: 'not-supported' },
    },
  ]);
});

test('waits for no remote schema longer than the operation may take', async () => {
  await fixture.add('asleep', '/asleep');
  await fixture.ok('set_api_limits', { disabled: false, time_limit: { global: 0.2 } });
  const { body } = await fixture.engine.graphql('{ hello }', {}, { 'x-hasura-role': 'reader' });
  expect(body.errors).toEqual([
    {
      message: 'the operation exceeded its time limit',
      extensions: { path: '$', code: 'api-limit-exceeded' },
    },
  ]);
});
