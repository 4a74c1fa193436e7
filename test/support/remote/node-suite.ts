import { api, type RemoteApi } from './server.ts';

/** The published suite's GraphQL servers in Node, as far as its cases tell what they answer. */

interface Message {
  readonly id: number;
  readonly name: string;
  readonly msg: string;
}
const MESSAGES: readonly Message[] = [
  { id: 1, name: 'alice', msg: 'You win!' },
  { id: 2, name: 'bob', msg: 'You lose!' },
  { id: 3, name: 'alice', msg: 'Another alice' },
];

interface Where {
  readonly id?: { readonly eq?: number; readonly gt?: number; readonly lt?: number };
  readonly name?: { readonly eq?: string };
}
interface Includes {
  readonly id?: readonly number[];
  readonly name?: readonly string[];
}

const failing = {
  errorMsg: () => {
    throw new Error('intentional-error');
  },
};

function messages(where: Where = {}, includes: Includes = {}) {
  const { eq, gt = Number.NEGATIVE_INFINITY, lt = Number.POSITIVE_INFINITY } = where.id ?? {};
  return MESSAGES.filter(
    ({ id, name }) =>
      (eq === undefined || id === eq) &&
      id > gt &&
      id < lt &&
      (where.name?.eq === undefined || name === where.name.eq) &&
      (includes.id?.includes(id) ?? true) &&
      (includes.name?.includes(name) ?? true),
  ).map((message) => ({ ...message, ...failing, __typename: 'Message' }));
}

const user = (id: number) => ({
  user_id: id,
  userMessages: ({ whered, includes }: { whered?: Where; includes?: Includes }) =>
    messages(whered, includes),
  gimmeText: ({ text }: { text?: string }) => text ?? null,
});

const PHOTO = { __typename: 'Photo', height: 240, width: 320 };
const PERSON = { __typename: 'Person', firstName: 'John', lastName: 'Doe', age: 30 };

const SHARED = `
  interface Communication { id: Int! msg: String! }
  type Message implements Communication { id: Int! name: String! msg: String! errorMsg: String }
  input MessageWhereInpObj { id: IntCompareObj name: StringCompareObj }
  input IntCompareObj { eq: Int gt: Int lt: Int }
  input StringCompareObj { eq: String }
  input IncludeInpObj { id: [Int] name: [String] }
  enum MessageStatus { READ DELIVERED SENT }
  type User {
    user_id: Int
    userMessages(whered: MessageWhereInpObj, includes: IncludeInpObj): [Message]
    gimmeText(text: String): String
  }
  type Photo { height: Int width: Int }
  type Person { firstName: String lastName: String age: Int }
  union SearchResult = Photo | Person
`;
const SHARED_QUERY = `
    hello: String
    messages(where: MessageWhereInpObj, includes: IncludeInpObj): [Message]
    user(user_id: Int!): User
    users(user_ids: [Int]!): [User]
    message(id: Int!): Message
    communications(id: Int): [Communication]
    search(id: Int!): SearchResult
    status: MessageStatus
`;
const ROOTS = {
  hello: 'world',
  messages: ({ where, includes }: { where?: Where; includes?: Includes }) =>
    messages(where, includes),
  user: ({ user_id: id }: { user_id: number }) => user(id),
  users: ({ user_ids: ids }: { user_ids: readonly number[] }) => ids.map(user),
  message: ({ id }: { id: number }) => messages({ id: { eq: id } })[0] ?? null,
  communications: ({ id }: { id?: number }) => messages(id === undefined ? {} : { id: { eq: id } }),
  search: ({ id }: { id: number }) => (id % 2 === 0 ? PHOTO : PERSON),
  status: 'READ',
};

/** remote_schemas/nodejs/index.js (GRAPHQL_SERVICE_HANDLER). */
const OCCUPATIONS: Readonly<Record<string, string>> = { alice: 'DOCTOR', bob: 'ENGINEER' };
export const INDEX = api(
  `${SHARED}
  enum Occupation { SINGER COMEDIAN ARTIST ENGINEER DOCTOR }
  type Query {
    ${SHARED_QUERY}
    getOccupation(name: String!): Occupation!
    getGrade(marks: Int!): String
  }`,
  {
    ...ROOTS,
    getOccupation: ({ name }: { name: string }) => OCCUPATIONS[name] ?? 'ARTIST',
    getGrade: ({ marks }: { marks: number }) =>
      marks <= 60 ? 'C' : marks <= 80 ? 'B' : marks <= 90 ? 'A' : 'S',
  },
);

/** remote_schema_perms.js (GRAPHQL_SERVICE_1) and what follows it: one that has more, and one that lacks what a permission shows. */
export const PERMISSIONS = api(`${SHARED} type Query { ${SHARED_QUERY} }`, ROOTS);
export const MORE = api(`${SHARED} type Query { ${SHARED_QUERY} goodbye: String }`, {
  ...ROOTS,
  goodbye: 'world',
});
export const LESS = api('type User { id: Int } type Query { hello: String user(id: Int!): User }', {
  hello: 'world',
});

/** returns_data_and_errors.js (GRAPHQL_SERVICE): the client's header says what it answers. */
const ROWS = [
  { id: 1, created_at: '2023-12-04T08:14:52.1851+00:00' },
  { id: 2, created_at: '2023-12-04T08:14:52.680052+00:00' },
  { id: 3, created_at: '2023-12-04T08:14:53.335059+00:00' },
];
const ERROR = {
  message: "field 'test_lol' not found in type: 'query_root'",
  extensions: { path: '$.selectionSet.test_lol', code: 'validation-failed' },
};
const plain = api(
  'type test { id: Int! created_at: String! } type query_root { test: [test!]! } schema { query: query_root }',
);
export const DATA_AND_ERRORS: RemoteApi = (request) => {
  switch (request.headers['x-fake-operation-name']) {
    case 'DataOnly':
      return { body: { data: { test: ROWS } } };
    case 'ErrorOnly':
      return {
        body: { errors: [{ ...ERROR, message: "field 'test' not found in type: 'query_root'" }] },
      };
    case 'DataAndError':
      return { body: { data: { test: ROWS }, errors: [ERROR] } };
    default:
      return plain(request);
  }
};
