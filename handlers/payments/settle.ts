import { type Database, SYSTEM } from '../../lib/database.ts';
import type { Temporal } from '../../lib/temporal.ts';
import { REFUND_PAYMENT, refundWorkflowId } from '../../workflows/payment/contract.ts';
import { follow } from '../follow.ts';

/** 'taken': it confirmed or paid something; 'back': that was over; 'open': it has not succeeded. */
type Settlement = 'taken' | 'back' | 'refunded' | 'open';

/**
 * Has what follows from a payment follow. Money that came too late is sent back by a workflow, which does not give up
 * when the gateway is away.
 */
export async function settle(
  database: Database,
  temporal: Temporal,
  paymentId: number,
): Promise<Settlement> {
  const { outcome } = await database.transaction(SYSTEM, (sql) =>
    sql.one<{ outcome: Settlement }>('SELECT settle_payment($1) AS outcome', [paymentId]),
  );
  if (outcome === 'back')
    await follow(temporal, REFUND_PAYMENT, refundWorkflowId(paymentId), { paymentId, reason: '' });
  return outcome;
}
