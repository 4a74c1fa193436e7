import { expect } from 'vitest';
import { answered, connectMany } from '../live/crowd.ts';
import { test } from './stage.ts';

/** What a subscriber costs that is only there: 500, with 100 values of one variable, each with a socket of its own. */

const SUBSCRIBERS = 500;
const VALUES = 100;
const KB_MAX = 20;
const LIVE =
  'subscription ($owner: Int!) { item(where: {owner: {_eq: $owner}}, limit: 5) { id name } }';

test('an idle subscriber takes less than 20 KB', { timeout: 120_000 }, async ({ engine, heap }) => {
  // The first come for what all of them share: plans, compiled code, connections.
  const subscribe = async (count: number) => {
    const crowd = await connectMany(engine, count);
    for (const [i, each] of crowd.entries()) each.subscribe('1', LIVE, { owner: i % VALUES });
    await answered(crowd, '1', 1);
  };
  await subscribe(VALUES);
  const before = await heap.used();
  await subscribe(SUBSCRIBERS);
  const after = await heap.used();
  const each = (mb: number): number => (mb * 1024) / SUBSCRIBERS;
  const kept = each(after.heap - before.heap + after.external - before.external);
  const resident = each(after.resident - before.resident);
  console.log(
    `memory: a subscriber takes ${kept.toFixed(1)} KB, ${resident.toFixed(1)} KB resident`,
  );
  expect(kept).toBeLessThan(KB_MAX);
});
