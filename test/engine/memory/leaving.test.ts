import { expect } from 'vitest';
import type { Engine } from '../../support/engine.ts';
import type { Heap } from '../../support/heap.ts';
import { eventually } from '../../support/wait.ts';
import { answered, connect } from '../live/crowd.ts';
import { test } from './stage.ts';

/** Those who subscribe and go again leave nothing behind: no poller, no cohort, no socket, no memory. */

const CYCLES = 1000;
const AT_ONCE = 20;
/** What a heap of some 30 MB may differ by between two looks: code that is compiled late, statistics. */
const SLACK_MB = 3;

const LIVE = 'subscription ($owner: Int!) { item(where: {owner: {_eq: $owner}}, limit: 2) { id } }';
const STREAM = `subscription ($owner: Int!) {
  item_stream(cursor: {initial_value: {id: $owner}}, batch_size: 2) { id } }`;

/** One of several kinds: by the client's word, by the socket's end, over events. */
async function cycle(engine: Engine, i: number): Promise<void> {
  if (i % 4 === 3) return overEvents(engine, i);
  const subscriber = await connect(engine);
  subscriber.subscribe('1', i % 4 === 2 ? STREAM : LIVE, { owner: i });
  subscriber.subscribe('2', LIVE, { owner: i + 1 });
  await answered([subscriber], '2', 1);
  if (i % 4 === 0) {
    subscriber.unsubscribe('1');
    subscriber.unsubscribe('2');
  }
  await subscriber.close();
}

async function overEvents(engine: Engine, i: number): Promise<void> {
  const leaving = new AbortController();
  const { body } = await fetch(`${engine.url}/v1/graphql`, {
    method: 'POST',
    signal: leaving.signal,
    headers: { accept: 'text/event-stream', 'x-hasura-admin-secret': engine.adminSecret },
    body: JSON.stringify({ query: LIVE, variables: { owner: i } }),
  });
  await body?.getReader().read();
  leaving.abort();
}

async function cycles(engine: Engine, count: number): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let i = next++; i < count; i = next++) await cycle(engine, i);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Pollers, cohorts and subscribers, and connections that are open, the database's among them. */
async function leftIn(engine: Engine, heap: Heap) {
  const headers = { 'x-hasura-admin-secret': engine.adminSecret, connection: 'close' };
  const reply = await fetch(`${engine.url}/dev/subscriptions`, { headers });
  const pollers = (await reply.json()) as readonly { cohorts: number; subscribers: number }[];
  const sockets = `process.getActiveResourcesInfo().filter((each) => each === 'TCPSocketWrap').length`;
  return {
    pollers: pollers.map(({ cohorts, subscribers }) => [cohorts, subscribers]),
    sockets: await heap.evaluate<number>(sockets),
  };
}

test('a thousand subscriptions that came and went', { timeout: 120_000 }, async ({
  engine,
  heap,
}) => {
  await cycles(engine, CYCLES / 5);
  await eventually(async () => expect((await leftIn(engine, heap)).pollers).toEqual([]));
  const before = { ...(await leftIn(engine, heap)), ...(await heap.used()) };
  await cycles(engine, CYCLES);
  await eventually(async () => {
    const { pollers, sockets } = await leftIn(engine, heap);
    expect(pollers).toEqual([]);
    expect(sockets).toBeLessThanOrEqual(before.sockets + POOL);
  });
  const after = await heap.used();
  console.log(`memory: ${CYCLES} subscriptions, heap ${mb(before.heap)} → ${mb(after.heap)} MB`);
  expect(after.heap - before.heap).toBeLessThan(SLACK_MB);
  expect(after.external - before.external).toBeLessThan(SLACK_MB);
});
/** Connections to Postgres that may be opened meanwhile; they stay for a while. */
const POOL = 20;

const mb = (value: number): string => value.toFixed(1);
