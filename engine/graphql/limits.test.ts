import { expect, test } from 'vitest';
import { apiLimits } from '../metadata/model/server.ts';
import type { Session } from '../session/model.ts';
import { checkBatch, checkRate, checkSize } from './limits.ts';
import { parseOperation } from './parse.ts';

const session = (role: string, user = '1'): Session => ({
  role,
  variables: new Map([['x-hasura-user-id', user]]),
  isAdmin: false,
  mayUseBackendOnly: false,
  expiresAtMs: null,
});
const limits = apiLimits.parse({
  depth_limit: { global: 3, per_role: { deep: 10 } },
  node_limit: { global: 3, per_role: {} },
  batch_limit: { global: 2, per_role: {} },
  rate_limit: {
    global: { max_reqs_per_min: 2, unique_params: ['x-hasura-user-id'] },
    per_role: {},
  },
});
const size =
  (query: string, role = 'user') =>
  () =>
    checkSize(parseOperation({ query, operationName: null, variables: {} }), session(role), limits);

test('depth and nodes count through fragments', () => {
  expect(size('{ a { b { c } } }')).not.toThrow();
  expect(size('{ a { b { c { d } } } }')).toThrow('exceeds the limit of 3');
  expect(size('query { a { ...f } } fragment f on A { b { c { d } } }')).toThrow(
    'depth of the query is 4',
  );
  expect(size('{ a { b } c { d } e { f } g { h } }')).toThrow('selects 4 nodes');
  expect(size('{ a { b { c { d } } } }', 'deep')).not.toThrow();
  expect(size('{ a { b { c { d { e } } } } }', 'admin')).not.toThrow();
});

test('introspection is as deep as tools ask for it', () => {
  expect(size('{ __schema { types { fields { type { name } } } } }')).not.toThrow();
  expect(size('{ __typename __schema { types { name } } a { b { c { d } } } }')).toThrow('depth');
});

test('a caller has so many requests a minute, and another its own', () => {
  const now = 1_000_000;
  checkRate(session('rated'), null, limits, now);
  checkRate(session('rated'), null, limits, now + 1);
  expect(() => checkRate(session('rated'), null, limits, now + 2)).toThrow('rate limit of 2');
  checkRate(session('rated', '2'), null, limits, now + 2);
  checkRate(session('rated'), null, limits, now + 60_000);
});

test('a batch holds so many operations', () => {
  checkBatch(2, session('user'), limits);
  expect(() => checkBatch(3, session('user'), limits)).toThrow('limit of 2');
});
