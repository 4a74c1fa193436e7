import { cron } from '../cron.ts';
import type { Ports } from '../ports.ts';

/** `expire_reservation`: the safety net behind the workflows. Ends what is overdue, 500 a run. */
export const expireReservation = ({ database }: Ports) =>
  cron(database, 'expire_reservation', async (sql) => {
    const expired = await sql.rows('SELECT 1 FROM expire_reservation()');
    return { expired: expired.length };
  });
