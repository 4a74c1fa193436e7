import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { count, isFull, report, sleep, type Tally } from '../../domain/drills/drill.ts';
import { crowd, join, type Person, sql } from './client.ts';

/**
 * Crowds at the public API: what test/domain/drills does to the database, with engine and handlers before it.
 * NORDKAPP_DRILL=full for the sizes of issue 7.
 */

const ROUNDS = isFull ? 20 : 4;
const CONTESTS = isFull ? 100 : 20;
const MOVES = isFull ? 20 : 4;

/** Asks, and counts how it ended. Nothing but the refusals named may happen. */
async function tried<Data>(
  tally: Tally,
  step: string,
  refusals: readonly string[],
  asked: () => Promise<Data>,
): Promise<Data | undefined> {
  try {
    const data = await asked();
    count(tally, step);
    return data;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === undefined || !refusals.includes(code)) throw error;
    count(tally, `${step}: ${code}`);
    return undefined;
  }
}

/** An event with one offer of so many tickets, on sale. */
async function onSale(slug: string, tickets: number): Promise<void> {
  await sql(
    `WITH e AS (
       INSERT INTO event (created_by, updated_by, slug, name, place, scheduled_at, published_at)
       VALUES (1, 1, $1, 'Drill', 'X', now() + interval '1 day', now()) RETURNING id)
     INSERT INTO ticket_offer (created_by, updated_by, event_id, ticket_type, selling_option, price_minor, currency_code)
     SELECT 1, 1, id, 'STANDARD', 'NONE', 3000, 'EUR' FROM e`,
    [slug],
  );
  await sql(
    `SELECT create_ticket_series(o.id, 'A', $2, 1) FROM ticket_offer o JOIN event e ON e.id = o.event_id WHERE e.slug = $1`,
    [slug, tickets],
  );
}

const reserve = (person: Person, slug: string, qty: number) =>
  person.ask<{ reserveTicket: { publicId: string } }>(
    `mutation ($slug: String!, $qty: Int!, $key: uuid!) {
       reserveTicket(eventSlug: $slug, ticketType: STANDARD, qty: $qty, idempotencyKey: $key) { publicId } }`,
    { slug, qty, key: randomUUID() },
  );
const end = (person: Person, action: 'confirmReservation' | 'cancelReservation', id: string) =>
  person.ask(`mutation ($id: String!) { ${action}(publicId: $id) { status } }`, { id });

/** What must be nothing: counters that are not those of the tickets, and reservations without their tickets. */
const mismatches = (slug: string) =>
  sql(
    `SELECT 'counters' AS what, o.id FROM ticket_offer o JOIN event e ON e.id = o.event_id AND e.slug = $1
     WHERE (o.reserved_count, o.sold_count) <> (
       SELECT count(*) FILTER (WHERE status = 'RESERVED'), count(*) FILTER (WHERE status = 'PAID')
       FROM ticket t WHERE t.ticket_offer_id = o.id) OR o.reserved_count + o.sold_count > o.capacity
     UNION ALL
     SELECT 'tickets', r.id FROM reservation r JOIN event e ON e.id = r.event_id AND e.slug = $1
     WHERE (CASE WHEN r.status IN ('PENDING', 'CONFIRMED') THEN r.qty ELSE 0 END)
       <> (SELECT count(*) FROM ticket t WHERE t.reservation_id = r.id
            AND t.status = CASE r.status WHEN 'CONFIRMED' THEN 'PAID' ELSE 'RESERVED' END)`,
    [slug],
  );

const any = (below: number): number => Math.floor(Math.random() * below);

test('100 clients reserve, confirm and cancel: none oversold', { timeout: 280_000 }, async () => {
  const slug = 'drill-hot';
  const people = await crowd('drill.hot.', 100);
  await onSale(slug, 25 * ROUNDS);
  const tally: Tally = new Map();
  const began = Date.now();
  await Promise.all(
    people.map(async (person) => {
      for (let i = 0; i < ROUNDS; i++) {
        const held = await tried(tally, 'reserve', ['sold-out'], () =>
          reserve(person, slug, 1 + any(4)),
        );
        if (held === undefined) continue;
        const { publicId } = held.reserveTicket;
        const to = (['confirmReservation', 'cancelReservation', 'cancelReservation'] as const)[
          any(4)
        ];
        if (to !== undefined) await tried(tally, to, [], () => end(person, to, publicId));
      }
    }),
  );
  const seconds = (Date.now() - began) / 1_000;
  const [offer] = await sql<{ capacity: number; reserved_count: number; sold_count: number }>(
    `SELECT o.capacity, o.reserved_count, o.sold_count FROM ticket_offer o JOIN event e ON e.id = o.event_id WHERE e.slug = $1`,
    [slug],
  );
  const wrong = await mismatches(slug);
  report('tickets by the API', tally, { seconds, ...offer, mismatches: wrong.length });
  expect(wrong).toEqual([]);
  expect(tally.get('reserve: sold-out')).toBeGreaterThan(0); // the last tickets were contested
  expect(tally.get('confirmReservation')).toBeGreaterThan(0);
});

test('confirm against expire at the deadline: one outcome each', { timeout: 280_000 }, async () => {
  const slug = 'drill-deadline';
  const people = await crowd('drill.late.', 10);
  await onSale(slug, CONTESTS);
  const tally: Tally = new Map();
  await Promise.all(
    people.map(async (person) => {
      for (let i = 0; i < CONTESTS / people.length; i++) {
        const { publicId } = (await reserve(person, slug, 1)).reserveTicket;
        const [held] = await sql<{ left: number }>(
          `UPDATE reservation SET expires_at = clock_timestamp() + interval '250 ms' WHERE public_id = $1
           RETURNING extract(epoch FROM expires_at - clock_timestamp())::float8 * 1000 AS left`,
          [publicId],
        );
        // A request takes its time to get there: some of the spread is before the deadline, some behind it.
        const about = (earliestMs: number, spreadMs: number): Promise<void> =>
          sleep((held?.left ?? 0) + earliestMs + any(spreadMs));
        await Promise.all([
          about(-120, 130).then(() =>
            tried(tally, 'confirm', ['reservation-expired', 'reservation-closed'], () =>
              end(person, 'confirmReservation', publicId),
            ),
          ),
          // What the workflow and the safety net do when the time is up.
          about(-20, 30)
            .then(() => sql('SELECT close_reservation($1, $2, NULL)', [publicId, 'EXPIRED']))
            .then(
              () => count(tally, 'expire'),
              (error: { detail?: string }) => {
                if (!['not-due', 'reservation-closed'].includes(error.detail ?? '')) throw error;
                count(tally, `expire: ${error.detail}`);
              },
            ),
        ]);
      }
    }),
  );
  const ended = await sql<{ status: string; of: number }>(
    `SELECT r.status, count(*)::int AS of FROM reservation r JOIN event e ON e.id = r.event_id AND e.slug = $1 GROUP BY 1`,
    [slug],
  );
  const wrong = await mismatches(slug);
  const outcomes = Object.fromEntries(ended.map(({ status, of }) => [`ended ${status}`, of]));
  report('deadline by the API', tally, {
    contests: CONTESTS,
    ...outcomes,
    mismatches: wrong.length,
  });
  expect(wrong).toEqual([]);
  expect(outcomes['ended CONFIRMED'] ?? 0).toBe(tally.get('confirm') ?? 0);
  expect(outcomes['ended EXPIRED'] ?? 0).toBe(tally.get('expire') ?? 0);
});

test('50 clients move cards in one list', { timeout: 280_000 }, async () => {
  const owner = await join('drill.owner');
  const people = await crowd('drill.mover.', 50);
  const [board] = await sql<{ id: number; list: number }>(
    `WITH b AS (INSERT INTO board (created_by, updated_by, name) VALUES ($1, $1, 'Drill') RETURNING id)
     INSERT INTO task_list (created_by, updated_by, board_id, name) SELECT $1, $1, id, 'all' FROM b
     RETURNING board_id AS id, id AS list`,
    [owner.accountId],
  );
  if (board === undefined) throw new Error('there is no board');
  await sql(
    `INSERT INTO board_member (board_id, account_id, role) SELECT $1, unnest($2::integer[]), 'EDITOR'`,
    [board.id, people.map(({ accountId }) => accountId)],
  );
  const cards = await sql<{ id: number }>(
    `INSERT INTO task (created_by, updated_by, task_list_id, title)
     SELECT $1, $1, $2, 'Card ' || n FROM generate_series(1, 60) AS n RETURNING id`,
    [owner.accountId, board.list],
  );
  const tally: Tally = new Map();
  const began = Date.now();
  await Promise.all(
    people.map(async (person) => {
      for (let i = 0; i < MOVES; i++) {
        const [task, after] = [cards[any(60)]?.id, cards[any(60)]?.id];
        await tried(tally, 'move', ['neighbour-moved'], () =>
          person.ask(
            'mutation ($task: Int!, $list: Int!, $after: Int) { moveTask(taskId: $task, toListId: $list, afterId: $after) { rank } }',
            { task, list: board.list, after },
          ),
        );
      }
    }),
  );
  const [after] = await sql<{ cards: number; ranks: number; longest: number }>(
    `SELECT count(*)::int AS cards, count(DISTINCT rank)::int AS ranks, max(length(rank)) AS longest
     FROM task WHERE task_list_id = $1`,
    [board.list],
  );
  report('moves by the API', tally, { seconds: (Date.now() - began) / 1_000, ...after });
  expect(after).toMatchObject({ cards: 60, ranks: 60 });
});
