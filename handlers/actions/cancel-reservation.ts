import { z } from 'zod';
import { reservationWorkflowId, TICKET_RESERVATION } from '../../workflows/ticket/contract.ts';
import { type Answer, action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { accountOf, actorOf } from '../session.ts';
import { tell } from '../tell.ts';
import { RESERVATION } from '../tickets/reservation.ts';

const input = z.object({ publicId: z.string().min(1, 'is missing').max(40, 'is too long') });

/** `cancelReservation`: gives the caller's held tickets back. */
export const cancelReservation = ({ database, temporal, logger }: Ports) =>
  action('cancelReservation', input, async ({ publicId }, session) => {
    const cancelled = await database.transaction(actorOf(session), (sql) =>
      sql.one<Answer<'cancelReservation'>>(
        `SELECT ${RESERVATION} FROM close_reservation($1, 'CANCELLED', $2)`,
        [publicId, accountOf(session)],
      ),
    );
    tell(temporal, logger, reservationWorkflowId(publicId), TICKET_RESERVATION.cancel);
    return cancelled;
  });
