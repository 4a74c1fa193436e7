import { z } from 'zod';
import type { Rates } from './rates.ts';

const answer = z.object({
  base: z.literal('EUR'),
  date: z.iso.date(),
  rates: z.record(z.string(), z.number().positive()),
});

/** `{"base": "EUR", "date": "2020-01-20", "rates": {"USD": 1.1108}}`: what many services without and with keys answer. */
export function readJson(text: string): Rates {
  const { date, rates } = answer.parse(JSON.parse(text));
  return {
    date,
    rates: Object.fromEntries(Object.entries(rates).map(([code, rate]) => [code, String(rate)])),
  };
}
