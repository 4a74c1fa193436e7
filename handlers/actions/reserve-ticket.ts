import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf } from '../session.ts';
import { RESERVATION } from '../tickets/reservation.ts';

const input = z.object({
  eventSlug: z.string().min(1, 'is missing').max(200, 'is too long'),
  ticketType: z.enum(['STANDARD', 'GOLDEN_CIRCLE', 'COUPLES', 'PREEMPTIVE']),
  qty: z.int().positive('must be positive').max(10_000, 'is too many'),
  idempotencyKey: z.uuid(),
});

/**
 * `reserveTicket`: holds tickets for 15 minutes. The workflow that ends the reservation is started by its event,
 * which is written in the same transaction: no reservation can be left without an end.
 */
export const reserveTicket = ({ database, rules }: Ports) =>
  action('reserveTicket', input, ({ eventSlug, ticketType, qty, idempotencyKey }, session) =>
    database.transaction(actorOf(session), (sql) =>
      sql.one(
        `SELECT ${RESERVATION} FROM reserve_ticket($1, $2, $3, $4, $5, make_interval(secs => $6))`,
        [
          eventSlug,
          ticketType,
          qty,
          accountOf(session),
          idempotencyKey,
          rules.reservationMinutes * 60,
        ],
      ),
    ),
  );
