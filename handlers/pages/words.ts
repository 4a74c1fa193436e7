import type { Database } from '../../lib/database.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '../accounts/limit.ts';
import { accountOfToken } from '../accounts/link.ts';
import { type Language, languageOfAccount } from '../words/language.ts';

/** A page behind a mail speaks the mail's language. */
export interface Words {
  readonly confirm: string;
  readonly confirmed: string;
  readonly reset: string;
  readonly password: string;
  readonly passwordSet: string;
  readonly incomplete: string;
  /** What is said of a password that is refused. In English the fault itself is. */
  readonly passwordRule: string | undefined;
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
    passwordRule: undefined,
  },
  de: {
    confirm: 'Adresse bestätigen',
    confirmed: 'Deine Adresse ist bestätigt.',
    reset: 'Neues Passwort setzen',
    password: 'Neues Passwort',
    passwordSet: 'Dein Passwort ist gesetzt, alle Sitzungen sind beendet. Melde dich damit an.',
    incomplete: 'Dieser Link ist unvollständig.',
    passwordRule: `Das Passwort muss ${LENGTHS[0]} bis ${LENGTHS[1]} Zeichen haben.`,
  },
  es: {
    confirm: 'Confirma tu dirección',
    confirmed: 'Tu dirección está confirmada.',
    reset: 'Elige una contraseña nueva',
    password: 'Contraseña nueva',
    passwordSet:
      'La contraseña está guardada y todas las sesiones han terminado. Inicia sesión con ella.',
    incomplete: 'Este enlace no está completo.',
    passwordRule: `La contraseña debe tener de ${LENGTHS[0]} a ${LENGTHS[1]} caracteres.`,
  },
  pl: {
    confirm: 'Potwierdź swój adres',
    confirmed: 'Twój adres jest potwierdzony.',
    reset: 'Ustaw nowe hasło',
    password: 'Nowe hasło',
    passwordSet: 'Hasło jest ustawione, a wszystkie sesje zakończone. Zaloguj się nim.',
    incomplete: 'Ten link jest niekompletny.',
    passwordRule: `Hasło musi mieć od ${LENGTHS[0]} do ${LENGTHS[1]} znaków.`,
  },
};

/** The language of the account that a link is for. */
export async function languageOf(database: Database, token: string): Promise<Language> {
  const accountId = accountOfToken(token);
  return accountId === undefined ? 'en' : await languageOfAccount(database, accountId);
}
