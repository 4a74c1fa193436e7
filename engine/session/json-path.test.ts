import { expect, test } from 'vitest';
import { parseJsonPath, valueAt } from './json-path.ts';

test.each([
  ['$', []],
  ['$.a.b', ['a', 'b']],
  ['a.b', ['a', 'b']],
  ["$.hasura['claims%']", ['hasura', 'claims%']],
  ["$.['https://myapp.com/jwt/claims'].user.id", ['https://myapp.com/jwt/claims', 'user', 'id']],
  ['$.a["b c"][0]', ['a', 'b c', 0]],
])('reads %s', (text, path) => expect(parseJsonPath(text)).toEqual(path));

test.each(['$.a[', '$.a]b', "$['a"])('refuses %s', (text) =>
  expect(parseJsonPath(text)).toBeNull(),
);

test('finds own values only', () => {
  expect(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1);
  expect(valueAt({ a: null }, ['a', 'b'])).toBeUndefined();
  expect(valueAt({}, ['constructor', 'name'])).toBeUndefined();
});
