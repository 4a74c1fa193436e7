import { expect } from 'vitest';
import type { Database } from '../../support/database.ts';
import type { Engine } from '../../support/engine.ts';
import type { Heap } from '../../support/heap.ts';
import { answered, connect } from '../live/crowd.ts';
import { test } from './stage.ts';

/** Memory under load is flat, and comes back; what is kept of requests is bounded. DRILL_SECONDS=60 for a figure to quote. */

const SECONDS = Number(process.env['DRILL_SECONDS'] ?? 12);
const SLICES = 6;
const CLIENTS = 8;
const LIMIT_MS = 120_000 + SECONDS * 2000;

const LARGE = '{ item(order_by: {id: asc}) { id owner name tags log } }';
const NESTED = 'query ($n: Int!) { item(limit: $n) { id name parts { id name } } }';

/** Something of everything. */
async function request(engine: Engine, i: number): Promise<void> {
  const asUser = { 'x-hasura-role': 'user', 'x-hasura-user-id': String(i % 100) };
  switch (i % 8) {
    case 0:
      await engine.graphql(LARGE);
      return;
    case 1:
      await engine.graphql(NESTED, { n: 50 }, asUser);
      return;
    case 2:
      await engine.graphql('mutation { insert_item_one(object: {owner: 1, name: "new"}) { id } }');
      return;
    case 3:
      await engine.graphql(
        'mutation { delete_item(where: {name: {_eq: "new"}}) { affected_rows } }',
      );
      return;
    case 4:
      await engine.graphql('{ nothing }');
      return;
    case 5:
      await engine.graphql('{ __schema { types { name fields { name } } } }', {}, asUser);
      return;
    case 6: {
      const subscriber = await connect(engine, asUser);
      subscriber.subscribe('1', 'subscription { item(limit: 5) { id name } }', {});
      await answered([subscriber], '1', 1);
      return subscriber.close();
    }
    default:
      await engine.graphql(`{ item(limit: ${i % 50}) { id a${i % 500}: name } }`, {}, asUser);
  }
}

async function load(engine: Engine, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let next = 0;
  const work = async () => {
    while (performance.now() < end) await request(engine, next++);
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
  return next;
}

const mb = (value: number): string => value.toFixed(0);

test('mixed load', { timeout: LIMIT_MS }, async ({ engine, heap }) => {
  const slices: Awaited<ReturnType<Heap['used']>>[] = [];
  for (let i = 0; i < SLICES; i++) {
    const requests = await load(engine, SECONDS / SLICES);
    const resident = await heap.evaluate<number>('process.memoryUsage.rss()');
    const used = await heap.used();
    slices.push({ ...used, resident: resident / 2 ** 20 });
    console.log(
      `memory: ${requests} requests, resident ${mb(resident / 2 ** 20)} MB, heap ${mb(used.heap)} + ${mb(used.external)} MB`,
    );
  }
  // The first is for compilers and pools.
  const [, second, ...others] = slices;
  const last = others.at(-1);
  if (!second || !last) throw new Error('no slices');
  expect(last.heap - second.heap).toBeLessThan(5);
  expect(last.external - second.external).toBeLessThan(KEPT_BUFFERS_MB);
  expect(last.resident).toBeLessThan(second.resident * 1.25);
});

/** Large buffers lie idle up to 16 MB (engine/base/buffers.ts), and a little more is on its way at any time. */
const KEPT_BUFFERS_MB = 20;

test('texts without end', { timeout: LIMIT_MS }, async ({ engine, heap }) => {
  const ask = async (from: number, count: number) => {
    for (let i = from; i < from + count; i += CLIENTS)
      await Promise.all(Array.from({ length: CLIENTS }, (_, k) => engine.graphql(textOf(i + k))));
  };
  const sizes: number[] = [];
  await ask(0, 200);
  for (let i = 0; i < 4; i++) {
    await ask(1000 + i * 2000, 2000);
    sizes.push((await heap.used()).heap);
  }
  console.log(`memory: heap ${sizes.map(mb).join(', ')} MB after 2,000 texts each`);
  expect((sizes.at(-1) ?? 0) - (sizes[1] ?? 0)).toBeLessThan(10);
  expect(sizes.at(-1)).toBeLessThan(200);
});
/** A kilobyte or so, as clients write them. */
const textOf = (i: number): string => {
  const fields = Array.from({ length: 20 }, (_, k) => `a${i}_${k}: name`).join(' ');
  return `query Q${i} { item(where: {id: {_eq: ${i}}}) { id ${fields} parts(limit: ${i}) { id name } } }`;
};

test('roles without end', { timeout: LIMIT_MS }, async ({ engine, heap }) => {
  const ask = async (from: number, count: number) => {
    for (let i = from; i < from + count; i++)
      await engine.graphql('{ __typename }', {}, { 'x-hasura-role': `role ${i}` });
  };
  await ask(0, 1000);
  const before = await heap.used();
  await ask(1000, 3000);
  const after = await heap.used();
  console.log(`memory: 3,000 roles, heap ${mb(before.heap)} → ${mb(after.heap)} MB`);
  expect(after.heap - before.heap).toBeLessThan(3);
});

test('an answer of a megabyte is never parsed, and is made no text of', async ({
  engine,
  heap,
  database,
}) => {
  await watchParsing(heap);
  const { body } = await engine.graphql(LARGE);
  expect(JSON.stringify(body).length).toBeGreaterThan(MEGABYTE);
  // What needs JSON of Postgres: its rows come as one value.
  await engine.graphql(
    '{ item(order_by: {id: asc}) { id name parts_aggregate { nodes { id } } } }',
  );
  const relay = '{ item_connection { edges { node { id name } } } }';
  await engine.post('/v1beta1/relay', { query: relay });
  await subscribed(engine, database);
  await overEvents(engine);
  expect(await heap.evaluate<number>('globalThis.longestText')).toBeLessThan(MEGABYTE / 10);
  // Rows that were written are told to the statement that answers as a text; they are not parsed either.
  const returning = '_inc: {owner: 1}) { returning { id name parts { id } }';
  await engine.graphql(`mutation { update_item(where: {}, ${returning} } }`);
  expect(await heap.evaluate<number>('globalThis.longestParsed')).toBeLessThan(MEGABYTE / 50);
});
const MEGABYTE = 800_000;

async function subscribed(engine: Engine, database: Database): Promise<void> {
  const subscriber = await connect(engine);
  subscriber.subscribe('1', `subscription ${LARGE}`, {});
  await answered([subscriber], '1', 1);
  await database.query('UPDATE item SET owner = owner + 1');
  await answered([subscriber], '1', 2);
  await subscriber.close();
}

async function overEvents(engine: Engine): Promise<void> {
  const reply = await fetch(`${engine.url}/v1/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'x-hasura-admin-secret': engine.adminSecret },
    body: JSON.stringify({ query: LARGE }),
  });
  expect((await reply.text()).length).toBeGreaterThan(MEGABYTE);
}

/** From now on the longest text that is parsed, and that bytes are made into, is noted. */
const watchParsing = (heap: Heap): Promise<void> =>
  heap.evaluate(`(() => {
    globalThis.longestParsed = 0;
    globalThis.longestText = 0;
    const { parse } = JSON;
    JSON.parse = (text, ...rest) => {
      globalThis.longestParsed = Math.max(globalThis.longestParsed, String(text).length);
      return parse(text, ...rest);
    };
    for (const name of ['toString', 'utf8Slice', 'latin1Slice']) {
      const make = Buffer.prototype[name];
      Buffer.prototype[name] = function (...args) {
        const text = make.apply(this, args);
        globalThis.longestText = Math.max(globalThis.longestText, text.length);
        return text;
      };
    }
  })()`);
