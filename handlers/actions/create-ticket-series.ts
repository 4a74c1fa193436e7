import { z } from 'zod';
import { action } from '../action.ts';
import { once } from '../once.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf } from '../session.ts';

/** Tickets made at once: a big stadium. They are one statement and one transaction. */
const TICKET_COUNT_MAX = 100_000;

const input = z.object({
  offerId: z.int().positive(),
  serie: z.string().regex(/^[A-Z0-9]{1,8}$/, 'must have 1 to 8 capital letters or digits'),
  idempotencyKey: z.uuid().nullish(),
  count: z.int().positive('must be positive').max(TICKET_COUNT_MAX, 'is too many'),
});

/**
 * `createTicketSeries`: adds numbered tickets to an offer, from where its serie ends. With a key, the same request that
 * comes twice does it once.
 */
export const createTicketSeries = ({ database }: Ports) =>
  action('createTicketSeries', input, ({ offerId, serie, count, idempotencyKey }, session) =>
    database.transaction(actorOf(session), (sql) => {
      const accountId = accountOf(session);
      return once(sql, 'createTicketSeries', accountId, idempotencyKey, async () => ({
        offerId,
        serie,
        ...(await sql.one<{ firstNumber: number; lastNumber: number }>(
          `SELECT min(number) AS "firstNumber", max(number) AS "lastNumber"
             FROM create_ticket_series($1, $2, $3, $4)`,
          [offerId, serie, count, accountId],
        )),
      }));
    }),
  );
