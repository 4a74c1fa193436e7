import type { ActionError, Fields } from '../refusal.ts';
import type { Translation } from './code.ts';
import { de } from './de.ts';
import { es } from './es.ts';
import type { Language } from './language.ts';
import { pl } from './pl.ts';

export const TRANSLATIONS: Readonly<Record<Exclude<Language, 'en'>, Translation>> = { de, es, pl };

/** The message of a refusal in a language. English is what it was thrown with; so are words that nobody knows here. */
export function say({ code, message, fields, value }: ActionError, language: Language): string {
  if (language === 'en') return message;
  const translation = TRANSLATIONS[language];
  if (fields !== undefined) return sayFields(fields, translation);
  const said = known(translation.refusals, code);
  if (said === undefined) return message;
  return typeof said === 'string' ? said : said(value ?? message);
}

/** Fields keep their names, for that is what the caller sent. A fault of the caller's program names no more than them. */
function sayFields(fields: Fields, { invalid, faults }: Translation): string {
  const said = Object.entries(fields).map(([name, message]) => {
    const fault = known(faults, message);
    return fault === undefined ? name : `${name} ${fault}`;
  });
  return `${invalid}: ${said.join('; ')}`;
}

const known = <T>(words: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(words, key) ? words[key] : undefined;
