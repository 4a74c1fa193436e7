import { setTimeout as sleep } from 'node:timers/promises';
import { readEcb } from './ecb.ts';
import { readJson } from './json.ts';
import type { Rates } from './rates.ts';

export interface RateSource {
  /** Whom the rates are of. */
  readonly name: string;
  fetchRates(): Promise<Rates>;
}

/** How a source writes rates. Another one is another reader here, and another word of RATE_SOURCE. */
const READERS = { json: readJson, ecb: readEcb } as const satisfies Record<
  string,
  (text: string) => Rates
>;
export type RateFormat = keyof typeof READERS;

const ATTEMPTS_MAX = 3;
const BACK_OFF_MS = 500;
const SOURCE_TIMEOUT_MS = 1_000;
const ANSWER_LENGTH_MAX = 1_000_000;

/** Rates from any server that writes them in this format. Three tries, then the error goes up. */
export function openRateSource(url: string, format: RateFormat): RateSource {
  const attempt = async (): Promise<Rates> => {
    const response = await fetch(url, { signal: AbortSignal.timeout(SOURCE_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`the rate source answers ${response.status}`);
    const text = await response.text();
    if (text.length > ANSWER_LENGTH_MAX) throw new Error('the rate source answers too much');
    return READERS[format](text);
  };
  return {
    name: new URL(url).host, // and not its path, which may hold a key
    async fetchRates() {
      for (let tried = 1; ; tried++) {
        try {
          return await attempt();
        } catch (error) {
          if (tried === ATTEMPTS_MAX) throw error;
          await sleep(BACK_OFF_MS * tried);
        }
      }
    },
  };
}
