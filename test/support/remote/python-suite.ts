import { api, type RemoteApi, type RemoteReply } from './server.ts';

/**
 * The endpoints of the published suite's GraphQL server in Python (REMOTE_SCHEMAS_WEBHOOK_DOMAIN), as far as the
 * published cases tell what they answer.
 */

const DELAY_MS = 10_000;
const hello = ({ arg }: { arg: string }): string => `Hello ${arg}`;
const HELLO = `
  type Hello {
    hello(arg: String = "world"): String
    delayedHello(arg: String = "world"): String
  }
  schema { query: Hello subscription: Hello }
`;
const HELLO_ROOTS = {
  hello,
  delayedHello: async (args: { arg: string }) => {
    await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
    return hello(args);
  },
};

const users = [
  { id: 1, username: 'jane' },
  { id: 2, username: 'john' },
  { id: 3, username: 'joe' },
].map((user) => ({
  ...user,
  generateError: () => {
    throw new Error('Cannot query field "generateError" on type "User".');
  },
}));
type UserInput = { readonly id: number; readonly username: string };
const user = api(
  `
  type User { id: Int username: String generateError: String }
  type CreateUser { ok: Boolean user: User }
  type CreateUserInputObject { ok: Boolean user: User }
  input UserDetailsInput { id: Int! username: String! }
  type UserQuery { user(id: Int!): User allUsers: [User] }
  type UserMutation {
    createUser(id: Int!, username: String!): CreateUser
    createUserInputObj(userData: UserDetailsInput!): CreateUserInputObject
  }
  schema { query: UserQuery mutation: UserMutation }
  `,
  {
    user: ({ id }: { id: number }) => users.find((each) => each.id === id) ?? null,
    allUsers: users,
    createUser: (given: UserInput) => ({ ok: true, user: given }),
    createUserInputObj: ({ userData }: { userData: UserInput }) => ({ ok: true, user: userData }),
  },
);

const country = api(
  `
  type Country { name: String }
  type CountryQuery { country: Country }
  schema { query: CountryQuery }
  `,
  { country: { name: 'India' } },
);

const R2D2 = { __typename: 'Droid', name: 'R2-D2', primaryFunction: 'Astromech' };
const LUKE = { __typename: 'Human', name: 'Luke Skywalker', homePlanet: 'Tatooine' };
const CHARACTERS: Readonly<Record<number, object>> = {
  4: { ...R2D2, id: '1' },
  5: { ...LUKE, id: '2' },
};
const character = api(
  `
  interface Character { id: ID! name: String! }
  type Human implements Character { id: ID! name: String! homePlanet: String }
  type Droid implements Character { id: ID! name: String! primaryFunction: String }
  type CharacterIFaceQuery { hero(episode: Int!): Character }
  schema { query: CharacterIFaceQuery }
  `,
  { hero: ({ episode }: { episode: number }) => CHARACTERS[episode] ?? null },
);

const FOUND: Readonly<Record<number, object>> = {
  1: { ...R2D2, id: '6' },
  2: { ...LUKE, id: '7' },
};
const union = api(
  `
  type Human { id: ID! name: String! homePlanet: String }
  union CharacterSearchResult = Human | Droid
  type UnionQuery { search(episode: Int!): CharacterSearchResult }
  type Droid { id: ID! name: String! primaryFunction: String }
  schema { query: UnionQuery }
  `,
  { search: ({ episode }: { episode: number }) => FOUND[episode] ?? null },
);

const echo = api(
  `
  enum GQColorEnum { RED GREEN BLUE }
  input SizeInput { width: Int = 10 height: Float = 2.5 name: String = "\\"" }
  type SizeObj { width: Int height: Float name: String }
  type Echo { intFld: Int listFld: [String] objFld: SizeObj enumFld: GQColorEnum }
  type EchoQuery {
    echo(
      int_input: Int = 666
      list_input: [String] = ["hi", "there"]
      obj_input: SizeInput = { width: 17, height: 1.5 }
      enum_input: GQColorEnum = RED
    ): Echo
  }
  schema { query: EchoQuery }
  `,
  {
    echo: (given: Readonly<Record<string, unknown>>) => ({
      intFld: given['int_input'],
      listFld: given['list_input'],
      objFld: given['obj_input'],
      enumFld: given['enum_input'],
    }),
  },
);

const person = api(
  `
  scalar timestamptz
  type person { id: Int! name: String created: timestamptz }
  type PersonQuery { person_(id: Int!): person }
  schema { query: PersonQuery }
  `,
  { person_: ({ id }: { id: number }) => ({ id, name: 'Jane', created: null }) },
);

const messages = [
  { id: 1, name: 'alice', msg: 'You win!' },
  { id: 2, name: 'bob', msg: 'You lose!' },
];
const message = api(
  `
  type Message { id: Int! name: String! msg: String! }
  type MessagesQuery { allMessages: [Message] message(id: Int!): Message }
  schema { query: MessagesQuery }
  `,
  {
    allMessages: messages,
    message: ({ id }: { id: number }) => messages.find((each) => each.id === id) ?? null,
  },
);

/** Answers only who comes with the headers that the case configures and forwards. */
const header = api(
  `
  type HeaderTest { wassup(arg: String = "world"): String }
  schema { query: HeaderTest }
  `,
  {
    wassup: ({ arg }: { arg: string }, { headers }: { headers: Record<string, string> }) => {
      const { 'x-hasura-test': test, authorization } = headers;
      if (test === 'abcd' && authorization === 'Bearer abcdef') return `Hello ${arg}`;
      throw new Error(`headers dont match. Received: ${JSON.stringify(headers)}`);
    },
  },
);

const json = api(
  `
  scalar JSONString
  type JsonScalarQuery { jsonTest: JSONString }
  schema { query: JsonScalarQuery }
  `,
  { jsonTest: { 'foo\\': 'bar', '"foo"': 'bar' } },
);

const plainHello = api(HELLO, HELLO_ROOTS);
const withExtensions: RemoteApi = async (request) => {
  const { body } = await plainHello(request);
  return { body: { ...(body as object), extensions: { some: 'value' } } };
};
const withCookie: RemoteApi = async (request) => {
  const { body } = await plainHello(request);
  return { headers: { 'set-cookie': 'abcd', 'custom-header': 'custom-value' }, body };
};

// ── servers whose introspection contradicts itself ──

interface IntrospectedType {
  readonly name: string;
  fields: { readonly name: string; args: object[]; type: object }[] | null;
  interfaces: object[] | null;
  possibleTypes: object[] | null;
}
/** The same server, its introspection spoilt. */
const spoilt =
  (
    inner: RemoteApi,
    spoil: (type: (name: string) => IntrospectedType, types: IntrospectedType[]) => void,
  ): RemoteApi =>
  async (request): Promise<RemoteReply> => {
    const reply = await inner(request);
    const { data } = JSON.parse(JSON.stringify(reply.body)) as {
      data: { __schema?: { types: IntrospectedType[] } };
    };
    if (!data.__schema) return reply;
    const { types } = data.__schema;
    spoil((name) => {
      const found = types.find((type) => type.name === name);
      if (!found) throw new Error(`no type ${name}`);
      return found;
    }, types);
    return { ...reply, body: { data } };
  };

const named = (kind: string, name: string) => ({ kind, name, ofType: null });
const required = (name: string) => ({
  kind: 'NON_NULL',
  name: null,
  ofType: named('SCALAR', name),
});
const arg = (name: string, type: string) => ({
  name,
  description: null,
  defaultValue: null,
  type: required(type),
});
const id = (type: IntrospectedType) => {
  const field = type.fields?.find(({ name }) => name === 'id');
  if (!field) throw new Error('no field id');
  return field;
};

export const PYTHON_SUITE: ReadonlyMap<string, RemoteApi> = new Map(
  Object.entries({
    '/hello-graphql': plainHello,
    '/hello-graphql-extensions': withExtensions,
    '/user-graphql': user,
    '/country-graphql': country,
    '/character-iface-graphql': character,
    '/iface-graphql-err-empty-field-list': spoilt(character, (type) => {
      type('Character').fields = [];
    }),
    '/iface-graphql-err-unknown-iface': spoilt(character, (type) => {
      type('Droid').interfaces = [named('INTERFACE', 'UnknownIFace')];
    }),
    '/iface-graphql-err-missing-field': spoilt(character, (type) => {
      const droid = type('Droid');
      droid.fields = droid.fields?.filter(({ name }) => name !== 'id') ?? null;
    }),
    '/iface-graphql-err-wrong-field-type': spoilt(character, (type) => {
      id(type('Droid')).type = required('String');
    }),
    '/iface-graphql-err-missing-arg': spoilt(character, (type) => {
      for (const name of ['Character', 'Human']) id(type(name)).args = [arg('ifaceArg', 'Int')];
    }),
    '/iface-graphql-err-wrong-arg-type': spoilt(character, (type) => {
      for (const name of ['Character', 'Droid']) id(type(name)).args = [arg('ifaceArg', 'Int')];
      id(type('Human')).args = [arg('ifaceArg', 'String')];
    }),
    '/iface-graphql-err-extra-non-null-arg': spoilt(character, (type) => {
      id(type('Droid')).args = [arg('extraArg', 'Int')];
    }),
    '/union-graphql': union,
    '/union-graphql-err-unknown-types': spoilt(union, (type) => {
      type('CharacterSearchResult').possibleTypes = [
        named('OBJECT', 'Unknown0'),
        named('OBJECT', 'Unknown1'),
      ];
    }),
    '/union-graphql-err-subtype-iface': spoilt(
      api(`
        interface Character { id: ID! name: String! }
        type Human implements Character { id: ID! name: String! }
        union CharacterSearchResult = Human
        type UnionQuery { search(episode: Int!): CharacterSearchResult }
        schema { query: UnionQuery }
      `),
      (type) => {
        type('CharacterSearchResult').possibleTypes = [named('INTERFACE', 'Character')];
      },
    ),
    '/union-graphql-err-no-member-types': spoilt(union, (type) => {
      type('CharacterSearchResult').possibleTypes = [];
    }),
    '/union-graphql-err-wrapped-type': spoilt(union, (type, types) => {
      const result = type('CharacterSearchResult');
      types.splice(types.indexOf(result), 1);
      types.splice(1, 0, result); // the case tells its place in the list
      result.possibleTypes = [
        { kind: 'NON_NULL', name: null, ofType: named('OBJECT', 'Human') },
        named('OBJECT', 'Droid'),
      ];
    }),
    '/default-value-echo-graphql': echo,
    '/person-graphql': person,
    '/header-graphql': header,
    '/messages-graphql': message,
    '/auth-graphql': withCookie,
    '/json-scalar-graphql': json,
  }),
);
