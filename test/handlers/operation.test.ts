import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished } from 'vitest';
import { rowsOf, scalar, test } from '../domain/domain.ts';
import { withClients } from '../domain/drills/drill.ts';
import { openHandlers } from './handlers.ts';

const refused = (code: string) => ({ status: 400, body: { extensions: { code } } });

describe('dead letters', () => {
  test('are listed, replayed when their cause is gone, and discarded', async ({ database }) => {
    const handlers = await openHandlers(database);
    await database.query(`INSERT INTO notification (id, created_by, updated_by, account_id, channel, dedupe_key, subject)
      VALUES (1, 1, 1, 4, 'EMAIL', 'k', 'Hello')`);
    handlers.isMailServerAway = true;
    await handlers.event('notification_created', { id: 1 }, { isLast: true });
    const asAdmin = (name: string, input: object) => handlers.action(name, input, 2, 'superadmin');
    const [letter] = (await asAdmin('listDeadLetter', { isOpen: true })).body as unknown as {
      id: number;
    }[];
    const deadLetterId = letter?.id;
    expect(await asAdmin('replayDeadLetter', { deadLetterId })).toMatchObject(
      refused('still-failing'),
    );
    expect(await scalar(database, 'SELECT count(*)::int FROM ops.dead_letter')).toBe(1);
    handlers.isMailServerAway = false;
    expect((await asAdmin('replayDeadLetter', { deadLetterId })).body).toMatchObject({
      deadLetterId,
    });
    expect(handlers.mails).toHaveLength(1);
    expect(await asAdmin('replayDeadLetter', { deadLetterId })).toMatchObject(refused('not-found'));
    expect(await asAdmin('discardDeadLetter', { deadLetterId })).toMatchObject(
      refused('not-found'),
    );
    expect((await asAdmin('listDeadLetter', { isOpen: true })).body).toEqual([]);
  });
});

test('the audit log tells who did what', async ({ database }) => {
  const handlers = await openHandlers(database);
  await handlers.action('setAccountRole', { accountId: 5, role: 'EDITOR' }, 2, 'superadmin');
  const { body } = await handlers.action(
    'listAuditLog',
    { tableName: 'account', rowId: '5', limit: 1 },
    2,
    'superadmin',
  );
  expect(body).toMatchObject([
    {
      accountId: 2,
      role: 'superadmin',
      operation: 'UPDATE',
      oldRow: { role: 'USER' },
      newRow: { role: 'EDITOR' },
    },
  ]);
});

test('a projection is rebuilt from the outbox, tombstones and all', async ({ database }) => {
  const handlers = await openHandlers(database);
  await database.query(`INSERT INTO product (id, name, description, price_minor) VALUES (1, 'A', 'a', 100), (2, 'B', 'b', 200);
    UPDATE product SET price_minor = 150 WHERE id = 1; UPDATE product SET deleted_at = now() WHERE id = 2`);
  const { beginRebuild, applyEvents, finishRebuild } = handlers.activities;
  expect(await beginRebuild('product_view')).toBe(4);
  const { afterId, applied } = await applyEvents('product_view', 0);
  expect(applied).toBe(4);
  expect(await scalar(database, 'SELECT count(*)::int FROM projection.product_view')).toBe(0);
  await database.query('UPDATE product SET price_minor = 160 WHERE id = 1'); // while it is built
  expect(await finishRebuild('product_view', afterId)).toBe(2);
  expect(
    await rowsOf(
      database,
      'SELECT name, price_minor::int AS price, is_deleted AS gone FROM projection.product_view ORDER BY name',
    ),
  ).toEqual([
    { name: 'A', price: 160, gone: false },
    { name: 'B', price: 200, gone: true },
  ]);
  expect((await handlers.action('reindexSearch', {}, 2, 'superadmin')).body).toEqual({
    rowCount: 2,
  });
});

describe('currency rates', () => {
  /** A source of rates that fails so many times first. */
  async function source(failures: number): Promise<string> {
    let left = failures;
    const server = createServer((_request, response) => {
      if (left-- > 0) return void response.writeHead(500).end();
      response.end(
        JSON.stringify({
          base: 'EUR',
          date: '2020-01-20',
          rates: { USD: 1.1108, PLN: 4.2367, XXX: 1 },
        }),
      );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/latest`;
  }

  test('are fetched in three tries, and added once a day', async ({ database }) => {
    const handlers = await openHandlers(database, { RATE_SOURCE_URL: await source(2) });
    const age = async () =>
      (await (await fetch(`${handlers.url}/metrics`)).text()).match(
        /^currency_rate_age_seconds (.*)$/m,
      )?.[1];
    expect(Number(await age())).toBeNaN();
    expect((await handlers.cron('refresh_currency_rate')).body).toEqual({ added: 2 });
    expect(Number(await age())).toBeLessThan(60);
    expect((await handlers.cron('refresh_currency_rate')).body).toEqual({ added: 0 });
    expect(
      await rowsOf(database, 'SELECT quote_code, rate::text FROM currency_rate ORDER BY 1'),
    ).toEqual([
      { quote_code: 'PLN', rate: '4.2367000000' },
      { quote_code: 'USD', rate: '1.1108000000' },
    ]);
  });

  test('stay as they are while the source is away', async ({ database }) => {
    const handlers = await openHandlers(database, { RATE_SOURCE_URL: await source(99) });
    expect((await handlers.cron('refresh_currency_rate')).status).toBe(500);
    expect(await scalar(database, 'SELECT count(*)::int FROM currency_rate')).toBe(0);
  });
});

describe('chat', () => {
  test('a room is made once per key, joined when public, and tells those who are away', async ({
    database,
  }) => {
    const handlers = await openHandlers(database);
    const room = {
      name: 'News',
      kind: 'PUBLIC_GROUP',
      memberIds: [5],
      idempotencyKey: randomUUID(),
    };
    const [a, b] = await Promise.all([1, 2].map(() => handlers.action('createRoom', room, 4)));
    expect(a).toEqual(b);
    const roomId = a?.body['roomId'];
    expect((await handlers.action('joinRoom', { roomId }, 6)).body).toEqual({
      roomId,
      memberId: 6,
    });
    const hidden = await handlers.action(
      'createRoom',
      { ...room, kind: 'PRIVATE_GROUP', idempotencyKey: null },
      4,
    );
    expect(await handlers.action('joinRoom', hidden.body, 6)).toMatchObject(refused('not-found'));

    await database.query(`INSERT INTO push_subscription (account_id, endpoint, p256dh, auth_key)
      VALUES (5, 'https://push.test/5', 'x', 'x'), (6, 'https://push.test/6', 'x', 'x')`);
    await handlers.action('heartbeat', {}, 6);
    await database.query(
      `INSERT INTO message (id, created_by, updated_by, room_id, member_id, text) VALUES (1, 4, 4, $1, 4, 'Hi')`,
      [roomId],
    );
    for (let i = 0; i < 2; i++) await handlers.event('message_created', { id: 1 });
    expect(
      await rowsOf(database, 'SELECT account_id, channel, subject, body FROM notification'),
    ).toEqual([{ account_id: 5, channel: 'PUSH', subject: 'News', body: 'Hi' }]);
  });
});

describe('publishing', () => {
  test('tells the guests of earlier events, once', async ({ database }) => {
    const handlers = await openHandlers(database);
    await database.query(`
      INSERT INTO event (id, created_by, updated_by, slug, name, place, scheduled_at, published_at) VALUES
        (1, 13, 13, 'one', 'Event one', 'Here', '2020-01-01', now()), (2, 13, 13, 'two', 'Event two', 'Here', '2030-01-01', NULL);
      INSERT INTO ticket_offer (id, event_id, ticket_type, selling_option, price_minor, currency_code) VALUES (1, 1, 'STANDARD', 'NONE', 0, 'EUR')`);
    await handlers.action('createTicketSeries', { offerId: 1, serie: 'A', count: 3 }, 13, 'editor');
    const reserve = {
      eventSlug: 'one',
      ticketType: 'STANDARD',
      qty: 1,
      idempotencyKey: randomUUID(),
    };
    const { publicId } = (await handlers.action('reserveTicket', reserve, 4)).body;
    await handlers.action('confirmReservation', { publicId }, 4);
    expect((await handlers.action('publishEvent', { eventId: 2 }, 13, 'editor')).status).toBe(200);
    for (let i = 0; i < 2; i++) await handlers.event('event_published', { id: 2 });
    expect(
      await rowsOf(
        database,
        `SELECT account_id, channel, subject FROM notification ORDER BY channel`,
      ),
    ).toEqual([
      { account_id: 4, channel: 'EMAIL', subject: 'New event: Event two' },
      { account_id: 4, channel: 'IN_APP', subject: 'New event: Event two' },
    ]);
  });

  test('a product is for its creator and for editors', async ({ database }) => {
    const handlers = await openHandlers(database);
    await database.query(`INSERT INTO creator (id, account_id) VALUES (1, 4);
      INSERT INTO product (id, creator_id, name, description, price_minor) VALUES (1, 1, 'A', 'a', 100)`);
    const publish = (id: number, role = 'user') =>
      handlers.action('publishProduct', { productId: 1 }, id, role);
    expect(await publish(5)).toMatchObject(refused('not-found'));
    const first = await publish(4);
    expect(first).toMatchObject({ status: 200 });
    expect(await publish(13, 'editor')).toEqual(first);
    expect((await handlers.event('product_published', { id: 1 })).status).toBe(200);
  });
});

test('the audit log gets its next partition, and old events go', async ({ database }) => {
  const handlers = await openHandlers(database);
  expect((await handlers.cron('audit_partition')).body).toEqual({ made: true });
  await database.query(`CREATE SCHEMA IF NOT EXISTS hdb_catalog;
    CREATE TABLE IF NOT EXISTS hdb_catalog.event_log (id text, delivered boolean, error boolean, archived boolean, created_at timestamptz);
    CREATE TABLE IF NOT EXISTS hdb_catalog.event_invocation_logs (event_id text);
    INSERT INTO hdb_catalog.event_log VALUES ('old', true, false, false, now() - interval '15 days'),
      ('waiting', false, false, false, now() - interval '15 days'), ('new', true, false, false, now());
    INSERT INTO hdb_catalog.event_invocation_logs VALUES ('old'), ('new')`);
  expect((await handlers.cron('event_log_cleanup')).body).toEqual({ removed: 1 });
  expect(await rowsOf(database, 'SELECT id FROM hdb_catalog.event_log ORDER BY id')).toEqual([
    { id: 'new' },
    { id: 'waiting' },
  ]);
});

test('a cron job runs once, however many replicas are told to run it', async ({ database }) => {
  const [one, other] = [await openHandlers(database), await openHandlers(database)];
  const skipped = { skipped: 'another replica is at it' };
  const run = async (): Promise<readonly unknown[]> => [
    (await one.cron('expire_reservation')).body,
    (await other.cron('expire_reservation')).body,
  ];
  // A third replica is at it: it holds the lock for as long as its transaction takes.
  await withClients(database, 1, async (third) => {
    await third.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('cron:expire_reservation'))`);
    expect(await run()).toEqual([skipped, skipped]);
  });
  expect((await other.cron('expire_reservation')).body).not.toEqual(skipped);
});

test('what was answered is counted by route, for Prometheus', async ({ database }) => {
  const handlers = await openHandlers(database);
  await handlers.action('signIn', { email: 'nobody@example.test', password: 'x' });
  await fetch(`${handlers.url}/some/path/of/a/stranger`);
  const metrics = await (await fetch(`${handlers.url}/metrics`)).text();
  expect(metrics).toContain(
    'http_requests_total{handler="/actions/signIn",method="POST",code="400"} 1',
  );
  expect(metrics).toMatch(
    /http_request_duration_seconds_bucket\{le="0.3",handler="\/actions\/signIn"/,
  );
  expect(metrics).not.toContain('stranger');
});

test('systemHealth tells the load, measured once a second', async ({ database }) => {
  const handlers = await openHandlers(database, { S3_ENDPOINT: 'http://127.0.0.1:1' });
  const [a, b] = [
    await handlers.action('systemHealth', {}),
    await handlers.action('systemHealth', {}),
  ];
  expect(a.body['measuredAt']).toBe(b.body['measuredAt']);
  expect(a.body['parts']).toContainEqual({ name: 'postgres', isHealthy: true });
  expect(a.body['parts']).toContainEqual(
    expect.objectContaining({ name: 'store', isHealthy: false }),
  );
  const ready = await fetch(`${handlers.url}/readyz`);
  expect([ready.status, (await fetch(`${handlers.url}/healthz`)).status]).toEqual([503, 200]);
  expect(await ready.json()).toMatchObject({
    parts: expect.arrayContaining([expect.objectContaining({ name: 'store', isHealthy: false })]),
  });
  expect((await fetch(`${handlers.url}/livez`)).status).toBe(200);
});
