import { z } from 'zod';
import { event } from '../event.ts';
import { settle } from '../payments/settle.ts';
import type { Ports } from '../ports.ts';

const row = z.object({ id: z.int() });

/** `payment_changed`: a payment that succeeded confirms its reservation or pays its invoice, or goes back. */
export const paymentChanged = ({ database, gateway }: Ports) =>
  event(database, row, async (change) => {
    if (change.new !== null) await settle(database, gateway, change.new.id);
  });
