import { expect, test } from 'vitest';
import { type BoolExp, TRUE } from '../ir/bool-exp.ts';
import { NO_LIMIT, type Select } from '../ir/select.ts';
import type { Root } from '../plan/model.ts';
import { prepareLive } from './live-plan.ts';

const table = { schema: 'public', name: 'author' };
const id = { kind: 'column', name: 'id', type: 'integer' } as const;
const select = (where: BoolExp = TRUE): Select => ({
  from: { kind: 'table', table },
  where,
  orderBy: [],
  distinctOn: [],
  limit: NO_LIMIT,
  offset: null,
  fields: [{ kind: 'scalar', alias: 'id', value: id, output: 'plain', path: null, when: null }],
});
const many = (alias: string, of: Select = select(), source = 'default'): Root => ({
  kind: 'query',
  alias,
  source,
  query: { kind: 'many', select: of },
});
const isMine: BoolExp = {
  kind: 'compare',
  op: '_eq',
  left: id,
  right: {
    kind: 'param',
    param: { from: 'session-variable', name: 'x-hasura-user-id' },
    type: 'integer',
  },
};
const stream: Root = {
  kind: 'stream',
  alias: 's',
  source: 'default',
  stream: {
    select: select(),
    batchSize: { from: 'constant', value: '1' },
    cursor: [{ column: 'id', type: 'integer', initial: { from: 'constant', value: '0' } }],
  },
};
const printed = (pieces: readonly (Buffer | number)[]): string =>
  pieces.map((piece) => (typeof piece === 'number' ? `<${piece}>` : String(piece))).join('');

test('parameters are read from the row of the run', () => {
  const plan = prepareLive([many('a', select(isMine))]);
  expect(plan.params).toEqual([{ from: 'session-variable', name: 'x-hasura-user-id' }]);
  expect(plan.reads).toEqual(['x-hasura-user-id']);
  expect(plan.text).toContain('("_subs"."result_vars"->>0)');
  expect(plan.text).toMatch(
    /^SELECT "_subs"\."result_id", "_r0"\."root" FROM unnest\(\$1::int\[\]/,
  );
});

test('several fields make one statement and one answer', () => {
  const plan = prepareLive([
    { kind: 'typename', alias: 't', name: 'subscription_root' },
    many('a'),
    many('b'),
  ]);
  expect(printed(plan.pieces)).toBe('{"data":{"t":"subscription_root","a":<0>,"b":<1>}}');
  const namespace: Root = { kind: 'namespace', alias: 'n', roots: [many('b'), many('c')] };
  expect(printed(prepareLive([namespace]).pieces)).toBe('{"data":{"n":{"b":<0>,"c":<1>}}}');
  expect(() => prepareLive([namespace, many('a')])).toThrow('one top level field');
});

test('plans share a poller where text and answer agree', () => {
  expect(prepareLive([many('a')]).key).toBe(prepareLive([many('a')]).key);
  expect(prepareLive([many('a')]).key).not.toBe(prepareLive([many('b')]).key);
});

test('tells the tables that are read, permissions included, or that they cannot be told', () => {
  const other = { schema: 'public', name: 'other' };
  const exists: BoolExp = { kind: 'exists', table: other, on: new Map(), where: TRUE };
  expect(prepareLive([many('a', select(exists))]).tables).toEqual([table, other]);
  const from: Select['from'] = { kind: 'function', call: { name: table, args: [] } };
  expect(prepareLive([many('a', { ...select(), from })]).tables).toBeNull();
});

test.each([
  ['of two sources', [many('a'), many('b', select(), 'other')], 'must be of one source'],
  ['of a stream and more', [stream, many('a')], 'must be the only field'],
  ['of nothing', [{ kind: 'typename', alias: 't', name: 'x' } as const], 'needs a field'],
])('refuses a subscription %s', (_, roots, message) =>
  expect(() => prepareLive(roots)).toThrow(message),
);
