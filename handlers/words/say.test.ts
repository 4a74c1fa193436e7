import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ActionError, invalid } from '../refusal.ts';
import { say, TRANSLATIONS } from './say.ts';

const MIGRATIONS = 'hasura/migrations';

/** The codes that the domain's functions and triggers raise, as migrations write them. */
const codesOfMigrations = (): readonly string[] =>
  readdirSync(MIGRATIONS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/up.sql'))
    .map((path) => readFileSync(`${MIGRATIONS}/${path}`, 'utf8'))
    .flatMap((text) => [...text.matchAll(/\bDETAIL\s*=\s*'([^']+)'/gi)])
    .map(([, code]) => String(code));

test('every code that the database raises has words in every language', () => {
  const codes = new Set(codesOfMigrations());
  expect(codes).toContain('reservation-expired');
  for (const translation of Object.values(TRANSLATIONS))
    for (const code of codes) expect(Object.keys(translation.refusals)).toContain(code);
});

test('says a refusal in a language, with its value; in English as it was thrown', () => {
  const refusal = new ActionError('cart-changed', 'Lamp: missing: 2', { value: 'Lamp' });
  expect(say(refusal, 'en')).toBe('Lamp: missing: 2');
  expect(say(refusal, 'es')).toBe('El carrito ha cambiado, míralo otra vez: Lamp');
});

test('names the fields as they were sent, and what is wrong with them where it has words for it', () => {
  const refusal = invalid({ username: 'is taken', 'posts.0.id': 'Invalid input: expected string' });
  expect(say(refusal, 'en')).toBe('username is taken; posts.0.id Invalid input: expected string');
  expect(say(refusal, 'de')).toBe('Ungültige Eingabe: username ist vergeben; posts.0.id');
});

test('a code of a newer database is said as it came', () => {
  for (const code of ['not-known-yet', 'constructor'])
    expect(say(new ActionError(code as 'closed', 'as it came'), 'pl')).toBe('as it came');
});
