import { readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { test } from '../support/database.ts';
import { startEngine } from '../support/engine.ts';

/** Clients that are gone before their answer: everyday life, which must cost next to nothing. */

const SOURCE_MAP = new URL('../../dist/engine/main.js.map', import.meta.url);

test('clients that leave cost no look at the sources of the engine', async ({ database }) => {
  const engine = await startEngine({ databaseUrl: database.url });
  onTestFinished(() => engine.stop());
  const bytesRead = (): number =>
    Number(/rchar: (\d+)/.exec(readFileSync(`/proc/${engine.pid}/io`, 'utf8'))?.[1]);
  const ask = () => engine.graphql('{ __typename }');
  await ask();
  const before = bytesRead();
  for (let i = 0; i < 200; i++) await leave(new URL(engine.url));
  await expect(ask()).resolves.toMatchObject({ body: { data: { __typename: 'query_root' } } });
  expect(bytesRead() - before).toBeLessThan(statSync(SOURCE_MAP).size);
});

const BODY = JSON.stringify({ query: '{ __schema { types { name fields { name } } } }' });
async function leave({ hostname, port }: URL): Promise<void> {
  const socket = net.connect(Number(port), hostname);
  const head = `POST /v1/graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n`;
  socket.write((head + BODY).repeat(3));
  await sleep(Math.random() * 5);
  socket.resetAndDestroy();
}
