import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { startEngine } from '../../support/engine.ts';
import { eventually } from '../../support/wait.ts';
import { action, ask, FAST, json, stage, USER, useActions } from './stage.ts';

/** Actions that are noted and run later. */

const later = (name: string, more: object = {}) =>
  action(name, { type: 'mutation', kind: 'asynchronous', ...more });
useActions([later('invite'), later('stalling')]);

const start = async (name = 'invite', headers: object = {}): Promise<string> =>
  (await ask(`mutation { ${name}(id: 1) }`, {}, headers)).data[name];
const RESULT = 'id created_at errors output { id name author { name } books { title } }';
const resultOf = async (id: string, name = 'invite', headers: object = {}) =>
  (await ask(`query ($id: uuid!) { ${name}(id: $id) { ${RESULT} } }`, { id }, headers)).data[name];
const done = (id: string, name = 'invite') =>
  eventually(async () => {
    const result = await resultOf(id, name);
    if (!result?.output && !result?.errors) throw new Error('not done yet');
    return result;
  });

test('is answered by an id, and later by what came of it, joined with rows of any source', async () => {
  stage.answer = () => json({ id: 1, name: 'new' }, { delayMs: 300 });
  const id = await start('invite', { 'x-client': 'c' });
  expect(await resultOf(id)).toMatchObject({ id, errors: null, output: null });
  expect(await done(id)).toEqual({
    id,
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    errors: null,
    output: { id: 1, name: 'new', author: { name: 'Ann' }, books: [{ title: 'One' }] },
  });
  expect(stage.receiver.received).toMatchObject([
    {
      path: '/invite',
      body: {
        action: { name: 'invite' },
        input: { id: 1 },
        session_variables: { 'x-hasura-user-id': '7' },
      },
    },
  ]);
});

test('is shown to whoever started it, and to the administrator', async () => {
  const id = await start();
  await done(id);
  expect(await resultOf(id, 'invite', { 'x-hasura-user-id': '8' })).toBeNull();
  expect(await resultOf(id, 'invite', { 'x-hasura-role': 'admin' })).toMatchObject({ id });
});

test('is pushed to a subscription', async () => {
  stage.answer = () => json({ id: 1 }, { delayMs: 300 });
  const id = await start();
  const client = createClient({
    url: `${stage.engine.url.replace('http', 'ws')}/v1/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: {
      headers: { ...USER, 'x-hasura-admin-secret': stage.engine.adminSecret },
    },
  });
  const seen: unknown[] = [];
  for await (const { data } of client.iterate({
    query: `subscription ($id: uuid!) { invite(id: $id) { output { id author { name } } } }`,
    variables: { id },
  })) {
    seen.push(data?.['invite']);
    if (JSON.stringify(data).includes('Ann')) break;
  }
  await client.dispose();
  expect(seen).toEqual([{ output: null }, { output: { id: 1, author: { name: 'Ann' } } }]);
});

test('keeps an error as its webhook told it', async () => {
  stage.answer = () => json({ message: 'no', code: 'nope' }, { status: 400 });
  const id = await start();
  const { errors, output } = await done(id);
  expect(output).toBeNull();
  expect(errors).toMatchObject({ code: 'nope', error: 'no', path: '$' });
  expect(errors).not.toHaveProperty('internal');
});

test('is not bound by the time that an operation is given', async () => {
  const limits = { disabled: false, time_limit: { global: 0.2 } };
  await stage.engine.metadata('set_api_limits', limits);
  stage.answer = () => json({ id: 1 }, { delayMs: 600 });
  const id = await start();
  expect(await done(id)).toMatchObject({ errors: null, output: { id: 1 } });
  await stage.engine.metadata('remove_api_limits');
});

/** Started, and on its way to a webhook that answers the second time only. */
async function startStalled(): Promise<string> {
  let calls = 0;
  stage.answer = () => json({ id: 1 }, { delayMs: calls++ === 0 ? 25_000 : 0 });
  const id = await start('stalling');
  await stage.receiver.reach(1);
  return id;
}

test('is run again by the engine that was killed in the middle of it', async () => {
  const id = await startStalled();
  await stage.engine.kill();
  await stage.engine.restart();
  expect(await done(id, 'stalling')).toMatchObject({ errors: null, output: { id: 1 } });
  expect(stage.receiver.received).toHaveLength(2);
});

test('is run again by another, when the engine that ran it was killed', async () => {
  const id = await startStalled();
  const another = await startEngine({
    databaseUrl: stage.database.url,
    env: { HOOKS: stage.receiver.url, OTHER_URL: stage.other.url, KEY: 'k', ...FAST },
  });
  await stage.engine.kill();
  const lock = `UPDATE hdb_catalog.hdb_action_log SET response_received_at = now() WHERE id = $1
    AND status = 'processing' AND response_received_at BETWEEN now() AND now() + interval '30 seconds'`;
  const { rowCount } = await stage.database.query(lock, [id]); // as time does
  expect(rowCount).toBe(1);
  await stage.receiver.reach(2);
  await stage.engine.restart();
  expect(await done(id, 'stalling')).toMatchObject({ errors: null, output: { id: 1 } });
  await another.stop();
  expect(stage.receiver.received).toHaveLength(2);
});

test('is kept from others for as long as it takes', async () => {
  const id = await startStalled();
  const lockedUntil = async () => {
    const { rows } = await stage.database.query<{ at: Date }>(
      'SELECT response_received_at AS at FROM hdb_catalog.hdb_action_log WHERE id = $1',
      [id],
    );
    return rows[0]?.at.getTime() ?? 0;
  };
  const first = await lockedUntil();
  await eventually(async () => expect(await lockedUntil()).toBeGreaterThan(first + 5000));
  expect(stage.receiver.received).toHaveLength(1);
});
