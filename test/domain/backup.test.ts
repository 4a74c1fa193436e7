import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { expect } from 'vitest';
import { dataOptionsOf, dumpData } from '../../engine/admin/pg-dump/data-only.ts';
import { openPool } from '../../engine/pg/connection-pool.ts';
import { type Checksums, checksumsOf } from '../../lib/backup/checksum.ts';
import { DATA_OPTIONS, DATA_SCHEMAS } from '../../lib/backup/dump.ts';
import { restore } from '../../lib/backup/restore.ts';
import { migrate } from '../../scripts/domain/migrate.ts';
import { seed } from '../../scripts/domain/seed.ts';
import { createDatabase, type Database } from '../support/database.ts';
import { rowsOf, scalar, testMigrated as test } from './domain.ts';

/** What the engine answers to scripts/backup is pg_dump's output; here it is asked directly. */
const dumpOf = ({ url }: Database): string =>
  execFileSync(
    'pg_dump',
    [
      '-O',
      '-x',
      '--data-only',
      '--load-via-partition-root',
      '--no-unlogged-table-data',
      ...DATA_SCHEMAS.flatMap((name) => ['--schema', name]),
      url,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );

async function checksums(url: string): Promise<Checksums> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await checksumsOf(client);
  } finally {
    await client.end();
  }
}

const odd = `
  UPDATE account SET family_name = E'tab\\t back\\\\slash\\nline "quote" \\\\. Ø', given_name = '', middle_names = NULL WHERE id = 4`;

test('what is restored is what was dumped, and no trigger has fired', async ({ database }) => {
  await seed({ databaseUrl: database.url });
  await database.query(odd);
  const dump = dumpOf(database);
  const before = await checksums(database.url);
  expect(Object.keys(before).length).toBeGreaterThan(60);

  await database.query(`
    SELECT ops.audit_partition(now()::date);
    UPDATE task SET title = 'changed';
    INSERT INTO board (name) VALUES ('later');
    INSERT INTO message (room_id, member_id, text) VALUES (2, 4, 'later')`);
  expect(await checksums(database.url)).not.toEqual(before);
  await restore(database.url, Readable.from([dump]));
  expect(await checksums(database.url)).toEqual(before);
  // The sequences went back as well: what comes next gets the next number.
  expect(await scalar(database, `INSERT INTO board (name) VALUES ('next') RETURNING id`)).toBe(3);
});

test('a machine without pg_dump backs up as well, by the engine’s own hand', async ({
  database,
}) => {
  await seed({ databaseUrl: database.url });
  await database.query(odd);
  const before = await checksums(database.url);
  const options = dataOptionsOf(DATA_OPTIONS);
  if (options === undefined) throw new Error('the engine cannot dump by these options');
  const pool = openPool(database.url);
  try {
    const dump = await text(await dumpData(pool, options));
    await database.query(
      `UPDATE task SET title = 'changed'; INSERT INTO board (name) VALUES ('later')`,
    );
    await restore(database.url, Readable.from([dump]));
  } finally {
    await pool.close();
  }
  expect(await checksums(database.url)).toEqual(before);
  expect(await scalar(database, `INSERT INTO board (name) VALUES ('next') RETURNING id`)).toBe(3);
});

test('it restores into a freshly migrated database', async ({ database }) => {
  await seed({ databaseUrl: database.url });
  const dump = dumpOf(database);
  // In pieces of 1000 bytes, as a network would bring them.
  const pieces = dump.match(/[\s\S]{1,1000}/g) ?? [];
  const fresh = await createDatabase();
  try {
    await expect(restore(fresh.url, Readable.from(pieces))).rejects.toThrow('migrate it first');
    await migrate({ databaseUrl: fresh.url, direction: 'up' });
    await restore(fresh.url, Readable.from(pieces));
    expect(await checksums(fresh.url)).toEqual(await checksums(database.url));
  } finally {
    await fresh.drop();
  }
});

test.for([
  [
    'breaks off in a table',
    (dump: string) => dump.slice(0, dump.indexOf('COPY public.account ') + 200),
  ],
  ['holds a bad row', (dump: string) => dump.replace('\tsystem\t', '\tsystem')],
  ['holds a bad statement', (dump: string) => `${dump}\nSELECT nonsense;\n`],
] as const)('a dump that %s changes nothing', async ([, spoil], { database }) => {
  const before = await checksums(database.url);
  await expect(
    restore(database.url, Readable.from([spoil(dumpOf(database))])),
  ).rejects.toBeDefined();
  expect(await checksums(database.url)).toEqual(before);
});

test('each seed is loaded once, a failing one not at all', async ({ database }) => {
  const databaseUrl = database.url;
  const { loaded } = await seed({ databaseUrl });
  expect(loaded.length).toBeGreaterThan(4);
  expect(await seed({ databaseUrl })).toEqual({ loaded: [], changed: [] });
  expect((await seed({ databaseUrl, force: '00003_store.sql' })).loaded).toEqual([
    '00003_store.sql',
  ]);
  await expect(seed({ databaseUrl, force: 'none.sql' })).rejects.toThrow('no seed "none.sql"');
  await database.query(
    `UPDATE ops.seed_history SET checksum = 'old' WHERE name = '00004_board.sql'`,
  );
  expect(await seed({ databaseUrl })).toEqual({ loaded: [], changed: ['00004_board.sql'] });

  expect(
    await rowsOf(
      database,
      'SELECT room_id, count(*)::integer AS n FROM message GROUP BY 1 ORDER BY 1',
    ),
  ).toEqual([
    { room_id: 1, n: 3 },
    { room_id: 2, n: 4 },
    { room_id: 3, n: 2 },
    { room_id: 4, n: 2 },
  ]);
});

test('the seeded shop adds up, and can be loaded again', async ({ database }) => {
  const databaseUrl = database.url;
  await seed({ databaseUrl });
  await seed({ databaseUrl, force: '00006_shop.sql' });
  expect(
    await rowsOf(
      database,
      `SELECT i.status, i.total_paid_minor::int AS paid, sum(l.sub_total_minor)::int + i.delivery_price_minor::int AS lines
       FROM invoice i JOIN invoice_item l ON l.invoice_id = i.id GROUP BY i.id ORDER BY i.id`,
    ),
  ).toEqual([
    { status: 'PAID', paid: 39_920, lines: 39_920 },
    { status: 'UNPAID', paid: 12_900, lines: 12_900 },
  ]);
  expect(
    await rowsOf(database, 'SELECT account_id, status, qty FROM reservation ORDER BY id'),
  ).toEqual([
    { account_id: 4, status: 'CONFIRMED', qty: 2 },
    { account_id: 9, status: 'PENDING', qty: 4 },
  ]);
  expect(await scalar(database, 'SELECT count(*)::int FROM projection.product_view')).toBe(8);
});

test('the seeded store is seed 000’s', async ({ database }) => {
  await seed({ databaseUrl: database.url });
  expect(
    await rowsOf(
      database,
      'SELECT sku, price_minor, inventory_qty FROM product WHERE id <= 4 ORDER BY id',
    ),
  ).toEqual([
    { sku: '120P90', price_minor: '4999', inventory_qty: 10 },
    { sku: '43N23P', price_minor: '539999', inventory_qty: 5 },
    { sku: 'A304SD', price_minor: '10950', inventory_qty: 10 },
    { sku: '234234', price_minor: '3000', inventory_qty: 2 },
  ]);
});
