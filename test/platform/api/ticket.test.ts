import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import { ROOT } from '../../../scripts/platform/programs.ts';
import { refundWorkflowId } from '../../../workflows/payment/contract.ts';
import { reservationWorkflowId, TICKET_RESERVATION } from '../../../workflows/ticket/contract.ts';
import { join, type Person, queryWorkflow, soon, sql, statusOf } from './client.ts';

const SLUG = 'fjord-night';
let editor: Person;

/** An event on sale, all of it made through the API. */
beforeAll(async () => {
  editor = await join('tix.edith', 'EDITOR');
  const ask = <Data>(query: string, variables: object): Promise<Data> =>
    editor.ask<Data>(query, variables as Record<string, unknown>, 'editor');
  const { insertEventOne } = await ask<{
    insertEventOne: { id: number; ticketOffers: readonly { id: number }[] };
  }>(
    `mutation ($object: EventInsertInput!) { insertEventOne(object: $object) { id ticketOffers { id } } }`,
    {
      object: {
        slug: SLUG,
        name: 'Fjord night',
        place: 'Pier',
        scheduledAt: '2030-06-21T20:00:00Z',
      },
    },
  );
  const { insertTicketOfferOne } = await ask<{ insertTicketOfferOne: { id: number } }>(
    `mutation ($object: TicketOfferInsertInput!) { insertTicketOfferOne(object: $object) { id } }`,
    {
      object: {
        eventId: insertEventOne.id,
        ticketType: 'COUPLES',
        sellingOption: 'EVEN',
        priceMinor: 2_000,
        currencyCode: 'EUR',
      },
    },
  );
  await ask(
    'mutation ($id: Int!) { createTicketSeries(offerId: $id, serie: "A", count: 40) { lastNumber } }',
    {
      id: insertTicketOfferOne.id,
    },
  );
  await ask('mutation ($id: Int!) { publishEvent(eventId: $id) { publishedAt } }', {
    id: insertEventOne.id,
  });
});

interface Reservation {
  readonly publicId: string;
  readonly status: string;
  readonly qty: number;
  readonly totalMinor: number;
}

const RESERVE = `mutation ($key: uuid!, $qty: Int!) {
  reserveTicket(eventSlug: "${SLUG}", ticketType: COUPLES, qty: $qty, idempotencyKey: $key) { publicId status qty totalMinor } }`;

const reserve = async (person: Person, qty = 3): Promise<Reservation> =>
  (await person.ask<{ reserveTicket: Reservation }>(RESERVE, { key: randomUUID(), qty }))
    .reserveTicket;

test('GraphQL, REST and the command line reserve alike', async () => {
  const nina = await join('tix.nina');
  const { engineUrl } = inject('platform');
  const byGraphql = await reserve(nina);
  const rest = await fetch(`${engineUrl}/api/rest/v1/reservations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${nina.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      eventSlug: SLUG,
      ticketType: 'COUPLES',
      qty: 3,
      idempotencyKey: randomUUID(),
    }),
  });
  const byRest = ((await rest.json()) as { reserveTicket: Reservation }).reserveTicket;
  const cli = spawnSync(
    path.join(ROOT, 'scripts/nordkapp'),
    ['ticket', 'reserve', '--event', SLUG, '--type', 'couples', '--qty', '3'],
    {
      env: {
        ...process.env,
        NORDKAPP_ENDPOINT: `${engineUrl}/v1/graphql`,
        NORDKAPP_TOKEN: nina.token,
      },
      encoding: 'utf8',
      input: '',
    },
  );
  const byCli = JSON.parse(cli.stdout) as Reservation;
  for (const { status, qty, totalMinor } of [byGraphql, byRest, byCli])
    expect({ status, qty, totalMinor }).toEqual({ status: 'PENDING', qty: 4, totalMinor: 8_000 });
  const rows = await sql(
    `SELECT event_id, ticket_offer_id, account_id, qty, total_minor, currency_code, status,
            expires_at - created_at = '15 minutes' AS quarter, created_by, updated_by
       FROM reservation WHERE public_id = ANY ($1)`,
    [[byGraphql, byRest, byCli].map(({ publicId }) => publicId)],
  );
  expect(rows).toHaveLength(3);
  expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(1);
  expect(rows[0]).toMatchObject({ account_id: nina.accountId, quarter: true });
});

test('a reservation is followed by its workflow until it is confirmed', async () => {
  const otto = await join('tix.otto');
  const { publicId } = await reserve(otto, 2);
  const workflowId = reservationWorkflowId(publicId);
  const state = () => queryWorkflow(workflowId, TICKET_RESERVATION.state);
  await soon(async () => expect(await state()).toBe('pending'));
  const remaining = await queryWorkflow(workflowId, TICKET_RESERVATION.remaining);
  expect(remaining).toBeGreaterThan(850_000);
  expect(remaining).toBeLessThanOrEqual(900_000);
  await otto.ask('mutation ($id: String!) { confirmReservation(publicId: $id) { status } }', {
    id: publicId,
  });
  await soon(async () => expect(await statusOf(workflowId)).toBe('COMPLETED'));
  expect(await state()).toBe('confirmed');
  expect(await otto.ask('{ ticketAggregate { aggregate { count } } }').catch(() => 'none')).toBe(
    'none', // counting is for editors
  );
  const { ticket } = await otto.ask<{ ticket: object[] }>('{ ticket { status boughtAt } }');
  expect(ticket).toHaveLength(2);
});

test('money that comes after the end goes back by a workflow', async () => {
  const ada = await join('tix.ada');
  const { publicId } = await reserve(ada, 2);
  const { startPayment } = await ada.ask<{
    startPayment: { paymentId: number; redirectUrl: string };
  }>(
    `mutation ($id: String!, $key: uuid!) {
       startPayment(reservationPublicId: $id, idempotencyKey: $key) { paymentId redirectUrl } }`,
    { id: publicId, key: randomUUID() },
  );
  await sql(`UPDATE reservation SET expires_at = now() WHERE public_id = $1`, [publicId]);
  await sql(`SELECT close_reservation($1, 'EXPIRED', NULL)`, [publicId]);
  const order = new URL(startPayment.redirectUrl).searchParams.get('order') ?? '';
  await fetch(`${inject('platform').handlersUrl}/gateway/pay`, {
    method: 'POST',
    body: new URLSearchParams({ order, outcome: 'pay' }),
  });
  const { paymentId } = startPayment;
  await soon(async () =>
    expect(
      await ada.ask('query ($id: Int!) { paymentByPk(id: $id) { status } }', { id: paymentId }),
    ).toEqual({ paymentByPk: { status: 'REFUNDED' } }),
  );
  await soon(async () => expect(await statusOf(refundWorkflowId(paymentId))).toBe('COMPLETED'));
});
