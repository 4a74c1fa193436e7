import { expect } from 'vitest';
import { openLogicalFeed } from '../../../engine/live/logical-feed.ts';
import { openPool } from '../../../engine/pg/connection-pool.ts';
import { parseUrl } from '../../../engine/pg/url.ts';
import { test as base, type Database } from '../../support/database.ts';
import { eventually } from '../../support/wait.ts';

const TABLES = `
  CREATE SCHEMA "My Shop";
  CREATE TABLE "My Shop"."the: item" (id int PRIMARY KEY);
  CREATE TABLE other (id int PRIMARY KEY);
  CREATE VIEW seen AS SELECT o.id FROM other o;
  CREATE VIEW seen_twice AS SELECT * FROM seen;
  CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE VIEW opaque AS SELECT id, f() FROM other;
  CREATE MATERIALIZED VIEW kept AS SELECT * FROM other;
  CREATE UNLOGGED TABLE unlogged (id int);
  CREATE TABLE parted (id int) PARTITION BY RANGE (id);
  CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (9);`;

const test = base.extend<{ feed: ReturnType<typeof openFeed> }>({
  feed: async ({ database }, use) => {
    await database.query(TABLES);
    const feed = openFeed(database);
    await use(feed);
    await feed.close();
  },
});

function openFeed(database: Database) {
  const pool = openPool(database.url);
  const troubles: string[] = [];
  const feed = openLogicalFeed({
    address: parseUrl(`${database.url}?application_name=feed_of_test`),
    query: (text, params) => pool.read(text, params),
    onTrouble: (message) => troubles.push(message),
  });
  const watch = (name: string, schema = 'public') => {
    const counted = { changes: 0, watch: { isAlive: () => false, stop: () => {} } };
    counted.watch = feed.watch([{ schema, name }], () => {
      counted.changes++;
    });
    return counted;
  };
  const close = async () => {
    feed.close();
    await pool.close();
  };
  return { watch, troubles, close };
}
/** Told once, when telling began. */
const alive = async (...all: { watch: { isAlive(): boolean } }[]) =>
  eventually(() => expect(all.map(({ watch }) => watch.isAlive())).not.toContain(false));

test('tells of tables, of what lies below views and parents, and of nothing else', async ({
  database,
  feed,
}) => {
  const item = feed.watch('the: item', 'My Shop');
  const [other, view, parted] = ['other', 'seen_twice', 'parted'].map((name) => feed.watch(name));
  if (!other || !view || !parted) throw new Error('no watch');
  await alive(item, other, view, parted);
  const counts = () => [item, other, view, parted].map(({ changes }) => changes - 1);
  expect(counts()).toEqual([0, 0, 0, 0]);
  await database.query('INSERT INTO "My Shop"."the: item" VALUES (1)');
  await eventually(() => expect(counts()).toEqual([1, 0, 0, 0]));
  await database.query('BEGIN; INSERT INTO other VALUES (1); INSERT INTO other VALUES (2); COMMIT');
  await eventually(() => expect(counts()).toEqual([1, 1, 1, 0]));
  await database.query(
    'BEGIN; INSERT INTO other VALUES (3); ROLLBACK; INSERT INTO parted VALUES (1)',
  );
  await eventually(() => expect(counts()).toEqual([1, 1, 1, 1]));
  await database.query('TRUNCATE other, "My Shop"."the: item"');
  await eventually(() => expect(counts()).toEqual([2, 2, 2, 1]));
  expect(feed.troubles).toEqual([]);
});

test('promises nothing of what is not in the log', async ({ feed }) => {
  const known = feed.watch('other');
  const unknown = ['opaque', 'kept', 'unlogged', 'missing'].map((name) => feed.watch(name));
  await alive(known);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(unknown.map(({ watch, changes }) => [watch.isAlive(), changes])).toEqual(
    unknown.map(() => [false, 0]),
  );
});

test('says so when it is cut off, and comes back', async ({ database, feed }) => {
  const other = feed.watch('other');
  await alive(other);
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'feed_of_test' AND datname = current_database()`,
  );
  await eventually(() => expect(other.changes).toBe(2)); // telling ended
  expect(other.watch.isAlive()).toBe(false);
  expect(feed.troubles.length).toBe(1);
  await eventually(() => expect(other.watch.isAlive()).toBe(true));
  expect(other.changes).toBe(3);
});

test('leaves no slot behind', async ({ database, feed }) => {
  const slots = async () =>
    (await database.query('SELECT FROM pg_replication_slots WHERE database = current_database()'))
      .rowCount;
  const other = feed.watch('other');
  await alive(other);
  expect(await slots()).toBe(1);
  other.watch.stop();
  await feed.close();
  await eventually(async () => expect(await slots()).toBe(0));
});
