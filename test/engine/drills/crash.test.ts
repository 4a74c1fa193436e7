import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect } from 'vitest';
import { type Database, test } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';

/**
 * Two instances deliver what eight clients write, to a webhook that fails and stalls, while instances are killed. Small
 * by default; issue 6's size: DRILL_ROWS=20000 DRILL_SECONDS=60 npx vitest run --project postgres test/engine/drills/crash
 */
const ROWS = Number(process.env['DRILL_ROWS'] ?? 2000);
const SECONDS = Number(process.env['DRILL_SECONDS'] ?? 10);
const CLIENTS = 8;
/** A success whose record was not yet written when its instance was killed: written within milliseconds otherwise. */
const UNWRITTEN_MS = 1000;

interface Delivery {
  readonly row: number;
  readonly startedAt: number;
  /** When the whole answer had left; null where the caller was gone or the answer was a failure. */
  succeededAt: number | null;
}

async function openMoodyReceiver() {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    try {
      for await (const chunk of request) text += chunk;
    } catch {
      return; // killed while it sent
    }
    const delivery: Delivery = {
      row: JSON.parse(text).event.data.new.id,
      startedAt: Date.now(),
      succeededAt: null,
    };
    deliveries.push(delivery);
    const mood = Math.random();
    if (mood < 0.05) await sleep(500 + Math.random() * 2500);
    const status = mood > 0.9 ? 500 : 200;
    response.on('finish', () => {
      if (status === 200) delivery.succeededAt = Date.now();
    });
    if (!response.destroyed) response.writeHead(status).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliveries,
    close: () => server.closeAllConnections(),
  };
}

/** Rows of one client, a tenth of them rolled back. */
async function write(url: string, client: number, committed: Set<number>, undone: Set<number>) {
  const connection = new pg.Client({ connectionString: url });
  await connection.connect();
  const pauseMs = (SECONDS * 1000 * CLIENTS) / ROWS;
  for (let i = 0; i < ROWS / CLIENTS; i++) {
    const id = i * CLIENTS + client;
    const isUndone = Math.random() < 0.1;
    await connection.query('BEGIN');
    await connection.query('INSERT INTO item (id) VALUES ($1)', [id]);
    await connection.query(isUndone ? 'ROLLBACK' : 'COMMIT');
    (isUndone ? undone : committed).add(id);
    await sleep(pauseMs * 0.9);
  }
  await connection.end();
}

async function killAtRandom(engines: readonly Engine[], until: Promise<unknown>) {
  const kills: number[] = [];
  let isOver = false;
  until.finally(() => {
    isOver = true;
  });
  const restarts: Promise<void>[] = [];
  const down = new Set<Engine>();
  while (!isOver) {
    await sleep(1000);
    const victim = engines[Math.floor(Math.random() * engines.length)];
    if (!victim || down.has(victim)) continue;
    down.add(victim);
    await victim.kill();
    kills.push(Date.now());
    restarts.push(victim.restart().finally(() => down.delete(victim)));
  }
  await Promise.all(restarts);
  return kills;
}

const pending = async (database: Database): Promise<number> => {
  const { rows } = await database.query<{ n: string }>(
    'SELECT count(*) AS n FROM hdb_catalog.event_log WHERE NOT delivered AND NOT error',
  );
  return Number(rows[0]?.n);
};

test('no committed row is lost, no undone one delivered, none again after success but at a kill', {
  timeout: (SECONDS + 150) * 1000,
}, async ({ database }) => {
  await database.query('CREATE TABLE item (id bigint PRIMARY KEY)');
  const receiver = await openMoodyReceiver();
  const env = { HOOK: receiver.url, HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: '100' };
  const metadata = {
    version: 3,
    sources: [
      {
        name: 'default',
        kind: 'postgres',
        configuration: { connection_info: { database_url: database.url } },
        tables: [
          {
            table: 'item',
            event_triggers: [
              {
                name: 'item',
                webhook: '{{HOOK}}',
                definition: { enable_manual: false, insert: { columns: '*' } },
                retry_conf: { num_retries: 1000, interval_sec: 1, timeout_sec: 2 },
              },
            ],
          },
        ],
      },
    ],
  };
  const first = await startEngine({ databaseUrl: database.url, env, metadata });
  const second = await startEngine({ databaseUrl: database.url, env });
  const [committed, undone] = [new Set<number>(), new Set<number>()];
  const writing = Promise.all(
    Array.from({ length: CLIENTS }, (_, client) => write(database.url, client, committed, undone)),
  );
  const kills = await killAtRandom([first, second], writing);
  await writing;
  while ((await pending(database)) > 0) await sleep(200);
  await Promise.all([first.stop(), second.stop()]);
  receiver.close();

  const { deliveries } = receiver;
  const successes = new Map<number, number>();
  for (const { row, succeededAt } of deliveries)
    if (succeededAt !== null)
      successes.set(row, Math.min(succeededAt, successes.get(row) ?? Number.POSITIVE_INFINITY));
  const again = deliveries.filter(
    ({ row, startedAt }) => startedAt > (successes.get(row) ?? Number.POSITIVE_INFINITY),
  );
  const unexplained = again.filter(({ row, startedAt }) => {
    const success = successes.get(row) ?? 0;
    return !kills.some(
      (at) => at >= success - 50 && at <= success + UNWRITTEN_MS && at <= startedAt,
    );
  });
  const counts = {
    committed: committed.size,
    undone: undone.size,
    kills: kills.length,
    deliveries: deliveries.length,
    delivered: successes.size,
    again: again.length,
    unexplained: unexplained.length,
  };
  console.log(JSON.stringify(counts));
  expect([...committed].filter((row) => !successes.has(row))).toEqual([]);
  expect(deliveries.filter(({ row }) => undone.has(row))).toEqual([]);
  expect(unexplained).toEqual([]);
});
