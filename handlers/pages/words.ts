import type { Database } from '../../lib/database.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '../accounts/limit.ts';
import { accountOfToken } from '../accounts/link.ts';

/** The languages that mails are written in (ops.notice_template): a page behind a mail speaks the mail's. */
export type Language = 'en' | 'de' | 'es' | 'pl';

export interface Words {
  readonly confirm: string;
  readonly confirmed: string;
  readonly reset: string;
  readonly password: string;
  readonly passwordSet: string;
  readonly incomplete: string;
  /** By the code of a refusal; others are said as they come. */
  readonly refusals: Readonly<Record<string, string>>;
}

const LENGTHS = [PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX] as const;

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    confirm: 'Confirm your address',
    confirmed: 'Your address is confirmed.',
    reset: 'Set a new password',
    password: 'New password',
    passwordSet: 'Your password is set, and every session has ended. Sign in with it.',
    incomplete: 'This link is not complete.',
    refusals: {},
  },
  de: {
    confirm: 'Adresse bestätigen',
    confirmed: 'Deine Adresse ist bestätigt.',
    reset: 'Neues Passwort setzen',
    password: 'Neues Passwort',
    passwordSet: 'Dein Passwort ist gesetzt, alle Sitzungen sind beendet. Melde dich damit an.',
    incomplete: 'Dieser Link ist unvollständig.',
    refusals: {
      'invalid-token': 'Dieser Link ist nicht gültig.',
      'already-confirmed': 'Diese Adresse ist schon bestätigt.',
      'expired-link': 'Dieser Link ist abgelaufen.',
      'validation-failed': `Das Passwort muss ${LENGTHS[0]} bis ${LENGTHS[1]} Zeichen haben.`,
    },
  },
  es: {
    confirm: 'Confirma tu dirección',
    confirmed: 'Tu dirección está confirmada.',
    reset: 'Elige una contraseña nueva',
    password: 'Contraseña nueva',
    passwordSet:
      'La contraseña está guardada y todas las sesiones han terminado. Inicia sesión con ella.',
    incomplete: 'Este enlace no está completo.',
    refusals: {
      'invalid-token': 'Este enlace no es válido.',
      'already-confirmed': 'Esta dirección ya está confirmada.',
      'expired-link': 'Este enlace ha caducado.',
      'validation-failed': `La contraseña debe tener de ${LENGTHS[0]} a ${LENGTHS[1]} caracteres.`,
    },
  },
  pl: {
    confirm: 'Potwierdź swój adres',
    confirmed: 'Twój adres jest potwierdzony.',
    reset: 'Ustaw nowe hasło',
    password: 'Nowe hasło',
    passwordSet: 'Hasło jest ustawione, a wszystkie sesje zakończone. Zaloguj się nim.',
    incomplete: 'Ten link jest niekompletny.',
    refusals: {
      'invalid-token': 'Ten link jest nieprawidłowy.',
      'already-confirmed': 'Ten adres jest już potwierdzony.',
      'expired-link': 'Ten link wygasł.',
      'validation-failed': `Hasło musi mieć od ${LENGTHS[0]} do ${LENGTHS[1]} znaków.`,
    },
  },
};

/** The language of the account that a link is for; English where nobody is known, or nobody speaks theirs. */
export async function languageOf(database: Database, token: string): Promise<Language> {
  const accountId = accountOfToken(token);
  if (accountId === undefined) return 'en';
  const account = await database.row<{ language: string }>(
    'SELECT left(locale, 2) AS language FROM account WHERE id = $1',
    [accountId],
  );
  const language = account?.language;
  return language !== undefined && language in WORDS ? (language as Language) : 'en';
}
