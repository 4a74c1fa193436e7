import { expect, test } from 'vitest';
import { withSdl } from './actions-sdl.ts';

const signUp = {
  name: 'signUp',
  definition: { kind: 'synchronous', handler: '{{HANDLERS_URL}}/signUp' },
};

test('joins what an action does with what it takes and gives', () => {
  const sdl = `
    type Mutation { signUp("who" email: String!, roles: [Role!]): SignUpOutput! }
    "what signing up gives"
    type SignUpOutput { accountId: Int! }
    input Unused { a: Int }
    enum Role { USER "checks others" MOD @deprecated }
    scalar Money`;
  const relationships = [{ name: 'account', type: 'object' }];
  const custom_types = { objects: [{ name: 'SignUpOutput', relationships }] };
  expect(withSdl({ actions: [signUp], custom_types }, sdl)).toEqual({
    actions: [
      {
        name: 'signUp',
        definition: {
          ...signUp.definition,
          type: 'mutation',
          arguments: [
            { name: 'email', description: 'who', type: 'String!' },
            { name: 'roles', type: '[Role!]' },
          ],
          output_type: 'SignUpOutput!',
        },
      },
    ],
    custom_types: {
      objects: [
        {
          name: 'SignUpOutput',
          description: 'what signing up gives',
          fields: [{ name: 'accountId', type: 'Int!' }],
          relationships,
        },
      ],
      input_objects: [{ name: 'Unused', fields: [{ name: 'a', type: 'Int' }] }],
      enums: [
        {
          name: 'Role',
          values: [
            { value: 'USER' },
            { value: 'MOD', description: 'checks others', is_deprecated: true },
          ],
        },
      ],
      scalars: [{ name: 'Money' }],
    },
  });
});

test('finds actions in an extension of Query', () => {
  const { actions } = withSdl({ actions: [signUp] }, 'extend type Query { signUp: Int }');
  expect(actions).toMatchObject([{ definition: { type: 'query', output_type: 'Int' } }]);
});

test('refuses an action that the SDL does not know', () => {
  expect(() => withSdl({ actions: [signUp] }, '')).toThrow('"signUp"');
});
