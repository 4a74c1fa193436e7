import { expect, test } from 'vitest';
import { rolesOf } from './schemas.ts';

test('finds the roles of permissions, actions and inherited roles, each once', () => {
  const metadata = {
    sources: [
      {
        tables: [
          {
            select_permissions: [{ role: 'user', permission: { filter: { role: { _eq: 'x' } } } }],
          },
        ],
      },
    ],
    actions: [{ permissions: [{ role: 'anonymous' }, { role: 'user' }] }],
    inherited_roles: [{ role_name: 'staff', role_set: ['user', 'mod'] }],
  };
  // A column that is called "role" holds an object in a filter, and is no role.
  expect(rolesOf(metadata)).toEqual(['anonymous', 'staff', 'user']);
});
