import type { Rates } from './rates.ts';

/** The newest day in the XML of the European Central Bank's reference rates: `<Cube currency='USD' rate='1.1085'/>`. */
export function readEcb(text: string): Rates {
  const [, date, day] = /<Cube time=["'](\d{4}-\d\d-\d\d)["']>([\s\S]*?)<\/Cube>/.exec(text) ?? [];
  const pairs = [
    ...(day ?? '').matchAll(
      /<Cube currency=["']([A-Z]{3})["'] rate=["'](\d+(?:\.\d+)?)["']\s*\/>/g,
    ),
  ].map(([, code = '', rate = '']) => [code, rate] as const);
  if (date === undefined || pairs.length === 0) throw new Error('not the rates of the ECB');
  return { date, rates: Object.fromEntries(pairs) };
}
