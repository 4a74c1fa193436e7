import { expect, inject, test } from 'vitest';
import { crowd, type Person } from './client.ts';

/** What one request, and one person, may ask of the platform (hasura/metadata/api_limits.yaml). */

const REQUESTS_PER_MINUTE = 1_000;

async function post(person: Person, query: string): Promise<{ status: number; body: unknown }> {
  const reply = await fetch(`${inject('platform').engineUrl}/v1/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${person.token}` },
    body: JSON.stringify({ query }),
  });
  return { status: reply.status, body: await reply.json() };
}

/** Boards and their lists inside of each other, `depth` levels deep. */
const nested = (depth: number): string => {
  const fields = Array.from({ length: depth - 1 }, (_, i) => (i % 2 === 0 ? 'board' : 'taskLists'));
  return `{ ${fields.join(' { ')} { id } ${'} '.repeat(fields.length)}`;
};

test('a query may be seven levels deep, and no deeper', async () => {
  const [someone] = await crowd('limit.deep.', 1);
  if (someone === undefined) throw new Error('nobody came');
  expect(await post(someone, nested(7))).toEqual({ status: 200, body: { data: { board: [] } } });
  expect(await post(someone, nested(8))).toMatchObject({
    body: { errors: [{ extensions: { code: 'api-limit-exceeded' } }] },
  });
});

test('a thousand requests a minute are one person’s; nobody else has fewer for it', async () => {
  const [greedy, other] = await crowd('limit.many.', 2);
  if (greedy === undefined || other === undefined) throw new Error('nobody came');
  const statuses: number[] = [];
  const began = Date.now();
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      for (let i = 0; i < 110; i++) statuses.push((await post(greedy, '{ __typename }')).status);
    }),
  );
  expect(Date.now() - began).toBeLessThan(60_000); // a minute begins with its first request
  const count = (status: number): number => statuses.filter((one) => one === status).length;
  expect([count(200), count(429)]).toEqual([REQUESTS_PER_MINUTE, 1_100 - REQUESTS_PER_MINUTE]);
  expect((await post(other, '{ __typename }')).status).toBe(200);
});
