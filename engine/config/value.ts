import { z } from 'zod';

/** The text of a flag or a variable → its value, or what is wrong with it. Undefined is read as the default. */

const TRUE = new Set(['true', 't', 'yes', 'y', '1', 'on']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0', 'off']);

export const optional = z.string().optional();

/** The original's booleans, in any case; a bare switch is true. */
export const boolean = (fallback: boolean) =>
  z.unknown().transform((raw, context): boolean => {
    if (raw === undefined) return fallback;
    const text = String(raw).toLowerCase();
    if (TRUE.has(text)) return true;
    if (FALSE.has(text)) return false;
    context.addIssue(`"${String(raw)}" is not a boolean: true or false is expected`);
    return z.NEVER;
  });

export const number = (fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}) =>
  z.unknown().transform((raw, context): number => {
    if (raw === undefined) return fallback;
    const value = Number(raw);
    if (Number.isFinite(value) && value >= min && value <= max) return value;
    context.addIssue(
      max === Number.MAX_SAFE_INTEGER
        ? `"${String(raw)}" is not a number from ${min} on`
        : `"${String(raw)}" is not a number between ${min} and ${max}`,
    );
    return z.NEVER;
  });

export function oneOf<const T extends string>(choices: readonly T[], fallback: T) {
  return z.unknown().transform((raw, context): T => {
    if (raw === undefined) return fallback;
    const found = choices.find((choice) => choice === String(raw).toLowerCase());
    if (found !== undefined) return found;
    context.addIssue(`"${String(raw)}" is not one of ${choices.join(', ')}`);
    return z.NEVER;
  });
}

export function listOf<const T extends string>(choices: readonly T[], fallback: readonly T[]) {
  return z.unknown().transform((raw, context): readonly T[] => {
    if (raw === undefined) return fallback;
    const asked = splitList(String(raw));
    const unknown = asked.filter((name) => !choices.some((choice) => choice === name));
    for (const name of unknown) context.addIssue(`"${name}" is not one of ${choices.join(', ')}`);
    return choices.filter((choice) => asked.includes(choice));
  });
}

const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

export const url = z.unknown().transform((raw, context): string | undefined => {
  if (raw === undefined) return undefined;
  const text = String(raw);
  // Keyword strings (`host=… dbname=…`) are libpq's other form; the original takes URLs here.
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  context.addIssue('is not a URL of the form postgres://user:password@host:port/database');
  return z.NEVER;
});

/** `*`, or a comma-separated list of `scheme://[*.]host[:port]`. */
export const corsDomain = z.unknown().transform((raw, context): '*' | readonly string[] => {
  if (raw === undefined) return '*';
  const domains = splitList(String(raw));
  if (domains.includes('*')) return '*';
  for (const domain of domains)
    if (!/^[a-z][a-z0-9+.-]*:\/\/(\*\.)?[^/*,\s]+\/?$/i.test(domain))
      context.addIssue(`"${domain}" is not a domain of the form scheme://[*.]host[:port]`);
  return domains.map((domain) => domain.replace(/\/$/, ''));
});
