import { cron } from '../cron.ts';
import type { Ports } from '../ports.ts';

/**
 * `refresh_currency_rate`: adds the rates of the day. Rates are never changed; while the source is away, the last
 * ones stay in use.
 */
export const refreshCurrencyRate = ({ database, rateSource }: Ports) =>
  cron(database, 'refresh_currency_rate', async (sql) => {
    if (rateSource === undefined) return { skipped: 'RATE_SOURCE_URL is not set' };
    const { date, rates } = await rateSource.fetchRates();
    const added = await sql.rows(
      `INSERT INTO currency_rate (base_code, quote_code, rate, as_of, source)
       SELECT 'EUR', code, ($1::jsonb ->> code)::numeric, $2, $3
         FROM currency WHERE is_quoted AND $1::jsonb ? code
       ON CONFLICT (base_code, quote_code, as_of) DO NOTHING RETURNING id`,
      [JSON.stringify(rates), date, rateSource.name],
    );
    return { added: added.length };
  });
