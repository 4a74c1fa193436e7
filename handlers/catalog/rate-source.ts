import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const ATTEMPTS_MAX = 3;
const BACK_OFF_MS = 500;
const SOURCE_TIMEOUT_MS = 1_000;

const answer = z.object({
  base: z.literal('EUR'),
  date: z.iso.date(),
  rates: z.record(z.string(), z.number().positive()),
});
export type Rates = z.output<typeof answer>;

/** The newest euro rates, from any server that answers `{base, date, rates}`. Three tries, then the error goes up. */
export async function fetchRates(url: string): Promise<Rates> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(SOURCE_TIMEOUT_MS) });
      if (!response.ok) throw new Error(`the rate source answers ${response.status}`);
      return answer.parse(await response.json());
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) throw error;
      await sleep(BACK_OFF_MS * attempt);
    }
  }
}
