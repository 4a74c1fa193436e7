import { type Database, postgresError, type Sql, SYSTEM } from '../../lib/database.ts';
import type { Gateway } from './gateway.ts';

interface Succeeded {
  readonly id: number;
  readonly accountId: number;
  readonly reservationPublicId: string | null;
  readonly invoiceId: number | null;
  readonly gatewayOpId: string;
  readonly amountMinor: number;
}

/**
 * What follows from a payment that succeeded: its reservation is confirmed, its invoice paid. When the time was
 * up before the money came, the money goes back. Repeated, it finds its own work done.
 */
export async function settle(
  database: Database,
  gateway: Gateway,
  paymentId: number,
): Promise<void> {
  const payment = await database.row<Succeeded>(
    `SELECT p.id, coalesce(r.account_id, i.account_id) AS "accountId", r.public_id AS "reservationPublicId",
            p.invoice_id AS "invoiceId", p.gateway_op_id AS "gatewayOpId", p.amount_minor AS "amountMinor"
       FROM payment p
       LEFT JOIN reservation r ON r.id = p.reservation_id
       LEFT JOIN invoice i ON i.id = p.invoice_id
      WHERE p.id = $1 AND p.status = 'SUCCEEDED'`,
    [paymentId],
  );
  if (payment === undefined) return;
  const isTaken =
    payment.reservationPublicId === null
      ? await database.transaction(SYSTEM, (sql) => payInvoice(sql, payment))
      : await confirm(database, payment, payment.reservationPublicId);
  if (!isTaken) await giveBack(database, gateway, payment, 'the time to pay was over');
}

/** True when the reservation is confirmed, by this payment or by its repetition; false when it is closed otherwise. */
async function confirm(database: Database, payment: Succeeded, publicId: string): Promise<boolean> {
  try {
    return await database.transaction(SYSTEM, async (sql) => {
      const second = await sql.row(
        `SELECT 1 FROM payment p JOIN payment other ON other.reservation_id = p.reservation_id
          WHERE p.id = $1 AND other.id < p.id AND other.status = 'SUCCEEDED'`,
        [payment.id],
      );
      if (second !== undefined) return false; // paid twice: the later one goes back
      await sql.rows(`SELECT close_reservation($1, 'CONFIRMED', $2)`, [
        publicId,
        payment.accountId,
      ]);
      await tellPaid(sql, payment, `reservation ${publicId}`);
      return true;
    });
  } catch (error) {
    if (postgresError(error)?.code === 'P0001') return false; // expired, or closed otherwise
    throw error;
  }
}

async function payInvoice(sql: Sql, payment: Succeeded): Promise<boolean> {
  const invoice = await sql.row<{ status: string }>(
    'SELECT status FROM invoice WHERE id = $1 FOR UPDATE',
    [payment.invoiceId],
  );
  const first = await sql.row(
    `SELECT 1 FROM payment WHERE invoice_id = $1 AND id < $2 AND status = 'SUCCEEDED'`,
    [payment.invoiceId, payment.id],
  );
  if (first !== undefined) return false;
  if (invoice?.status === 'PAID') return true;
  // An overdue invoice gave its stock back: what was paid for may be sold.
  if (invoice?.status !== 'UNPAID') return false;
  await sql.rows(`UPDATE invoice SET status = 'PAID', payment_method = 'CARD' WHERE id = $1`, [
    payment.invoiceId,
  ]);
  await tellPaid(sql, payment, `invoice ${payment.invoiceId}`);
  return true;
}

async function tellPaid(sql: Sql, payment: Succeeded, what: string): Promise<void> {
  await sql.rows(
    `INSERT INTO notification (created_by, updated_by, account_id, channel, dedupe_key, subject, body)
     SELECT 1, 1, $1, channel, $2, $3, $4 FROM unnest('{IN_APP,EMAIL}'::text[]) AS channel
     ON CONFLICT (account_id, channel, dedupe_key) DO NOTHING`,
    [
      payment.accountId,
      `payment-confirmed:${payment.id}`,
      `Paid: ${what}`,
      `We have received your payment for ${what}.`,
    ],
  );
}

/** Sends the money of a payment back and says so. The gateway knows the operation: asked twice, it pays once. */
export async function giveBack(
  database: Database,
  gateway: Gateway,
  payment: Pick<Succeeded, 'id' | 'accountId' | 'gatewayOpId' | 'amountMinor'>,
  reason: string,
): Promise<void> {
  await gateway.refund(payment.gatewayOpId, payment.amountMinor);
  await database.transaction(SYSTEM, async (sql) => {
    await sql.rows(
      `UPDATE payment SET status = 'REFUNDED' WHERE id = $1 AND status = 'SUCCEEDED'`,
      [payment.id],
    );
    await sql.rows(
      `INSERT INTO notification (created_by, updated_by, account_id, channel, dedupe_key, subject, body)
       SELECT 1, 1, $1, channel, $2, 'Your money is on its way back', $3
         FROM unnest('{IN_APP,EMAIL}'::text[]) AS channel
       ON CONFLICT (account_id, channel, dedupe_key) DO NOTHING`,
      [payment.accountId, `payment-refunded:${payment.id}`, `We refunded a payment: ${reason}.`],
    );
  });
}
