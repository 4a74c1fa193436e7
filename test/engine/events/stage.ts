import { afterEach, beforeEach, expect } from 'vitest';
import { silentLog } from '../../../engine/base/log.ts';
import { introspect } from '../../../engine/catalog/introspect.ts';
import { EventDelivery } from '../../../engine/events/deliver.ts';
import { installTriggers } from '../../../engine/events/reconcile.ts';
import { Slots } from '../../../engine/events/slots.ts';
import { createSourceCatalog } from '../../../engine/events/source-catalog.ts';
import { buildTriggers, type Trigger } from '../../../engine/events/trigger.ts';
import { metadata } from '../../../engine/metadata/model.ts';
import { openPool } from '../../../engine/pg/connection-pool.ts';
import type { Pool } from '../../../engine/pg/pool.ts';
import { buildCache } from '../../../engine/schema/cache.ts';
import { openSender, type Sender } from '../../../engine/webhook/send.ts';
import { defaultSource } from '../../support/metadata.ts';
import { type Answer, openReceiver, type Received, type Receiver } from './receiver.ts';

/** A receiver that answers as the test says, and deliveries to it that end with the test. */
export const stage = {} as {
  receiver: Receiver;
  sender: Sender;
  answer: (received: Received) => Answer;
};
export const closing: (() => Promise<unknown>)[] = [];

export function useStage(): void {
  beforeEach(async () => {
    stage.answer = () => ({});
    stage.receiver = await openReceiver((received) => stage.answer(received));
    stage.sender = openSender({ connections: 50 });
    closing.push(
      () => stage.receiver.close(),
      () => stage.sender.close(),
    );
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
}

const CACHE_OPTIONS = {
  resourceVersion: 1,
  stringifyNumerics: false,
  namingConvention: null,
  inferFunctionPermissions: true,
};

export interface Definition {
  readonly definition: Record<string, unknown>;
  readonly retry_conf?: Record<string, number>;
  readonly [more: string]: unknown;
}

/** A table `item`, a trigger `t` on it as metadata would say it, and delivery that runs. */
export async function setUp(url: string, written: Definition, table = 'item') {
  const pool = openPool(url);
  closing.push(() => pool.close());
  await pool.simple(`CREATE TABLE IF NOT EXISTS item
    (id int PRIMARY KEY, name text, score numeric, doc json, at timestamptz)`);
  const env = { HOOK: stage.receiver.url, KEY: 'secret' };
  const rules = metadata.parse({
    version: 3,
    sources: [
      {
        ...defaultSource(url),
        tables: [
          {
            table,
            event_triggers: [
              {
                name: 't',
                webhook: '{{HOOK}}/hook',
                headers: [{ name: 'x-key', value_from_env: 'KEY' }],
                ...written,
              },
            ],
          },
        ],
      },
    ],
  });
  const install = async () => {
    const catalog = await introspect(
      { query: (text, params) => pool.read(text, params, { prepared: false }) },
      { functions: [], enumTables: [] },
    );
    const cache = buildCache(rules, new Map([['default', catalog]]), { ...CACHE_OPTIONS, env });
    expect(cache.inconsistencies).toEqual([]);
    const [tracked] = [...cache.sources.values()];
    if (!tracked) throw new Error('no source');
    await installTriggers(pool, tracked, () => true);
    return tracked;
  };
  await createSourceCatalog(pool);
  const built = buildTriggers(await install(), env, () => true).get('t');
  if (!built) throw new Error('no trigger');
  const delivery = startDelivery(pool, built);
  return { pool, delivery, trigger: built, install, rules };
}

export function startDelivery(pool: Pool, trigger: Trigger) {
  const delivery = new EventDelivery({
    source: 'default',
    pool,
    triggers: () => new Map([[trigger.name, trigger]]),
    sender: stage.sender,
    slots: new Slots(100),
    log: silentLog,
    batchSize: 100,
    fetchIntervalMs: 20,
  });
  delivery.start();
  closing.push(() => delivery.close(1000));
  return delivery;
}

export const logRow = async (pool: Pool) =>
  (
    await pool.read('SELECT delivered, error, tries, locked FROM hdb_catalog.event_log')
  ).records()[0];
export const settled = async (pool: Pool, count = 1) => {
  const text = `SELECT count(*) FROM hdb_catalog.event_log WHERE (delivered OR error) AND locked IS NULL`;
  while (Number((await pool.read(text)).text(0, 0)) < count)
    await new Promise((resolve) => setTimeout(resolve, 5));
};
export const ALL = { insert: { columns: '*' }, update: { columns: '*' }, delete: { columns: '*' } };
