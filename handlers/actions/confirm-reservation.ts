import { z } from 'zod';
import type { Sql } from '../../lib/database.ts';
import { reservationWorkflowId, TICKET_RESERVATION } from '../../workflows/ticket/contract.ts';
import { type Answer, action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';
import { accountOf, actorOf } from '../session.ts';
import { tell } from '../tell.ts';
import { RESERVATION } from '../tickets/reservation.ts';

const input = z.object({
  publicId: z.string().min(1, 'is missing').max(40, 'is too long'),
  paymentId: z.int().positive().nullish(),
});

/** `confirmReservation`: turns held tickets into bought ones, until the second the reservation ends. */
export const confirmReservation = ({ database, temporal, logger, rules }: Ports) =>
  action(
    'confirmReservation',
    input,
    async ({ publicId, paymentId }, session): Promise<Answer<'confirmReservation'>> => {
      const confirmed = await database.transaction(actorOf(session), async (sql) => {
        if (paymentId != null || rules.isPaymentRequired)
          await mustBePaid(sql, publicId, paymentId);
        return await sql.one<Answer<'confirmReservation'>>(
          `SELECT ${RESERVATION} FROM close_reservation($1, 'CONFIRMED', $2)`,
          [publicId, accountOf(session)],
        );
      });
      tell(
        temporal,
        logger,
        reservationWorkflowId(publicId),
        TICKET_RESERVATION.confirm,
        paymentId,
      );
      return confirmed;
    },
  );

/** Lets through only a reservation that was paid, by the payment that is named or by any. */
async function mustBePaid(
  sql: Sql,
  publicId: string,
  paymentId: number | null | undefined,
): Promise<void> {
  const paid = await sql.row(
    `SELECT 1 FROM payment p JOIN reservation r ON r.id = p.reservation_id
      WHERE r.public_id = $1 AND p.status = 'SUCCEEDED' AND p.amount_minor >= r.total_minor
        AND ($2::integer IS NULL OR p.id = $2)`,
    [publicId, paymentId],
  );
  if (paid === undefined) throw new ActionError('not-paid', 'the reservation is not paid');
}
