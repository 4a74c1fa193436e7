import { expect, test } from 'vitest';
import { rankCreators } from './rank.ts';

const creators = ['a', 'b', 'c', 'd'].map((id) => ({ id, email: `${id}@x.test` }));
const product = (creatorId: string, day: number) => ({
  creatorId,
  createTime: `2023-04-0${day}T21:01:59.752638+02:00`,
});

test('most products first, then the newest', () => {
  const products = [
    product('a', 1),
    product('b', 2),
    product('b', 1),
    product('c', 3),
    product('d', 1),
  ];
  expect(
    rankCreators(creators, products, 3).map(({ rank, creatorId, productCount }) => [
      rank,
      creatorId,
      productCount,
    ]),
  ).toEqual([
    [1, 'b', 2],
    [2, 'c', 1],
    [3, 'a', 1],
  ]);
});

test('a product whose creator is unknown still ranks, without an address', () => {
  expect(rankCreators([], [product('z', 1)], 3)).toEqual([
    {
      rank: 1,
      creatorId: 'z',
      email: '',
      productCount: 1,
      mostRecentCreateTime: product('z', 1).createTime,
    },
  ]);
});

test('fewer creators than asked for, creators without products, and nobody at all', () => {
  expect(
    rankCreators(creators.slice(0, 2), [product('b', 1)], 3).map(({ creatorId }) => creatorId),
  ).toEqual(['b', 'a']);
  expect(rankCreators(creators, [], 1)[0]?.mostRecentCreateTime).toBeNull();
  expect(rankCreators([], [], 3)).toEqual([]);
});

test('instants are compared, not the text of their zones', () => {
  const early = { creatorId: 'a', createTime: '2023-04-01T23:30:00+02:00' };
  const late = { creatorId: 'b', createTime: '2023-04-01T22:00:00Z' };
  expect(rankCreators(creators, [early, late], 1)[0]?.creatorId).toBe('b');
});
