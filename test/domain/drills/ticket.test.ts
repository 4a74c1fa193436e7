import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Database } from '../../support/database.ts';
import { rowsOf, test } from '../domain.ts';
import { count, isFull, report, sleep, type Tally, tried, withClients } from './drill.ts';

/** A hot offer under a crowd, and the moment at which a reservation expires while its buyer confirms it. */

const CROWD_MS = isFull ? 20_000 : 3_000;
/** A slow machine goes on until the last tickets were contested; then the test says that they were not. */
const CROWD_MS_MAX = 60_000;
/** So many that the crowd has work for most of its time, and so few that it gets to the last ones. */
const TICKETS = isFull ? 1_500 : 150;
const CONTESTS = isFull ? 200 : 40;

async function offer(database: Database, tickets: number): Promise<void> {
  await database.query(`
    INSERT INTO event (slug, name, place, scheduled_at, published_at) VALUES ('race', 'Race', 'X', now(), now());
    INSERT INTO ticket_offer (event_id, ticket_type, selling_option, price_minor, currency_code)
    VALUES (1, 'STANDARD', 'NONE', 3000, 'EUR');
    SELECT create_ticket_series(1, 'A', ${tickets}, 13)`);
}

/** What must be nothing: counters that drifted, reservations without their tickets, tickets sold twice. */
async function mismatches(database: Database): Promise<readonly unknown[]> {
  return rowsOf(
    database,
    `SELECT 'counters' AS what, o.id FROM ticket_offer o
     WHERE (o.capacity, o.reserved_count, o.sold_count) <> (
       SELECT count(*) FILTER (WHERE status <> 'VOID'), count(*) FILTER (WHERE status = 'RESERVED'),
              count(*) FILTER (WHERE status = 'PAID')
       FROM ticket t WHERE t.ticket_offer_id = o.id)
     UNION ALL
     SELECT 'tickets', r.id FROM reservation r
     WHERE (CASE WHEN r.status IN ('PENDING', 'CONFIRMED') THEN r.qty ELSE 0 END)
       <> (SELECT count(*) FROM ticket t WHERE t.reservation_id = r.id)
     UNION ALL
     SELECT 'state', t.id FROM ticket t JOIN reservation r ON r.id = t.reservation_id
     WHERE (t.status = 'PAID') <> (r.status = 'CONFIRMED')`,
  );
}

test('100 clients reserve, confirm and cancel: none oversold', { timeout: 120_000 }, async ({
  database,
}) => {
  await offer(database, TICKETS);
  const tally: Tally = new Map();
  const start = performance.now();
  const goesOn = () => {
    const limit = tally.has('reserve: sold-out') ? CROWD_MS : CROWD_MS_MAX;
    return performance.now() - start < limit;
  };
  await withClients(database, 100, async (client, index) => {
    const account = 4 + (index % 9);
    while (goesOn()) {
      const key = randomUUID();
      let publicId = '';
      const reserve = async () => {
        const { rows } = await client.query(
          `SELECT public_id FROM reserve_ticket('race', 'STANDARD', $1, $2, $3)`,
          [1 + Math.floor(Math.random() * 4), account, key],
        );
        publicId = rows[0].public_id;
      };
      if (!(await tried(tally, 'reserve', reserve))) continue;
      const to = ['CONFIRMED', 'CANCELLED', 'CANCELLED', 'CANCELLED', 'PENDING'][
        Math.floor(Math.random() * 5)
      ];
      if (to === 'PENDING') continue;
      await tried(tally, String(to), () =>
        client.query('SELECT close_reservation($1, $2, $3)', [publicId, to, account]),
      );
    }
  });
  const seconds = Math.round((performance.now() - start) / 1000);
  const [offered] = await rowsOf(
    database,
    'SELECT capacity, reserved_count, sold_count FROM ticket_offer',
  );
  const wrong = await mismatches(database);
  report('tickets', tally, { seconds, ...offered, mismatches: wrong.length });
  expect(wrong).toEqual([]);
  expect(tally.get('reserve: sold-out')).toBeGreaterThan(0); // the last tickets were contested
  expect(tally.get('CONFIRMED')).toBeGreaterThan(0);
});

test('confirm against expire at the deadline: one outcome each', { timeout: 120_000 }, async ({
  database,
}) => {
  await offer(database, CONTESTS);
  const tally: Tally = new Map();
  await withClients(database, 4, async (client, index) => {
    const rival = index % 2 === 0 ? 'CONFIRMED' : 'EXPIRED';
    for (let i = 0; i < CONTESTS / 2; i++) {
      // Two pairs, each over reservations of its own; the key makes both of a pair name the same one.
      const key = `00000000-0000-0000-000${index < 2 ? 0 : 1}-${String(i).padStart(12, '0')}`;
      const { rows } = await client.query(
        `SELECT public_id, extract(epoch FROM expires_at - clock_timestamp()) * 1000 AS left_ms
         FROM reserve_ticket('race', 'STANDARD', 1, 4, $1, '60 ms')`,
        [key],
      );
      await sleep(Math.max(0, Number(rows[0].left_ms) + (Math.random() * 6 - 3)));
      await tried(tally, rival, () =>
        client.query('SELECT close_reservation($1, $2, $3)', [
          rows[0].public_id,
          rival,
          rival === 'CONFIRMED' ? 4 : null,
        ]),
      );
    }
  });
  for (const { status } of await rowsOf<{ status: string }>(
    database,
    'SELECT status FROM reservation',
  ))
    count(tally, `ended ${status}`);
  const wrong = await mismatches(database);
  report('deadline', tally, { contests: CONTESTS, mismatches: wrong.length });
  expect(wrong).toEqual([]);
  expect(tally.get('ended CONFIRMED') ?? 0).toBe(tally.get('CONFIRMED') ?? 0);
  expect(tally.get('ended EXPIRED') ?? 0).toBe(tally.get('EXPIRED') ?? 0);
});
