import { z } from 'zod';
import type { Database } from '../../lib/database.ts';
import { type Answer, action } from '../action.ts';
import type { Ports } from '../ports.ts';
import { ActionError, type Fields, invalid } from '../refusal.ts';

const currency = z.string().regex(/^[A-Z]{3}$/, 'is not a currency code');
const input = z.object({
  amountMinor: z.coerce.number().int('must be whole').safe(),
  from: currency,
  to: currency,
});

/** Nothing but the day is there while a rate is missing. */
type Converted = Answer<'convertPrice'> | { readonly amount: null };

/**
 * `convertPrice`: an amount in another currency, by the newest rates. They are quoted in euros, so an amount is
 * divided by the rate of its own currency and multiplied by that of the other.
 */
export const convertPrice = ({ database }: Ports) =>
  action('convertPrice', input, async ({ amountMinor, from, to }) => {
    const converted = await database.row<Converted>(
      `WITH rate AS (
         SELECT c.code, c.exponent, r.rate, r.as_of FROM currency c LEFT JOIN LATERAL (
           SELECT 1::numeric AS rate, NULL::date AS as_of WHERE c.code = 'EUR'
           UNION ALL
           (SELECT rate, as_of FROM currency_rate WHERE base_code = 'EUR' AND quote_code = c.code
             ORDER BY as_of DESC LIMIT 1) LIMIT 1) AS r ON true)
       SELECT round(v.amount * power(10::numeric, b.exponent))::bigint AS "amountMinor",
              round(v.amount, 3) AS amount, round(b.rate / a.rate, 10) AS rate,
              coalesce(least(a.as_of, b.as_of), current_date)::text AS "asOf"
         FROM rate a, rate b,
              LATERAL (SELECT $1::numeric / power(10::numeric, a.exponent) / a.rate * b.rate AS amount) AS v
        WHERE a.code = $2 AND b.code = $3`,
      [amountMinor, from, to],
    );
    if (converted === undefined) throw invalid(await unknownOf(database, { from, to }));
    if (converted.amount === null)
      throw new ActionError('no-rate', 'there is no rate for this yet');
    return converted;
  });

/** The arguments that name no currency of ours. */
async function unknownOf(database: Database, named: Fields): Promise<Fields> {
  const known = await database.rows<{ code: string }>('SELECT code FROM currency');
  const isKnown = (code: string): boolean => known.some((currency) => currency.code === code);
  const unknown = Object.entries(named).filter(([, code]) => !isKnown(code));
  return Object.fromEntries(unknown.map(([name]) => [name, 'is no currency that is known here']));
}
