import { z } from 'zod';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from './limit.ts';

export const username = z
  .string()
  .trim()
  .min(4, 'must have 4 to 16 characters')
  .max(16, 'must have 4 to 16 characters')
  .regex(/^[\p{L}\p{N}_.-]+$/u, 'may hold letters, digits, dot, dash and underscore');

/** A shape check only: whether the address exists is what the confirmation mail finds out. */
export const email = z
  .string()
  .trim()
  .max(254, 'is too long')
  .regex(/^[^@\s]+@[^@\s]+$/, 'is not an e-mail address');

export const newPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `must have at least ${PASSWORD_LENGTH_MIN} characters`)
  .max(PASSWORD_LENGTH_MAX, `must have at most ${PASSWORD_LENGTH_MAX} characters`);

/** A password that is only compared. Its length was checked when it was set, perhaps by older rules. */
export const knownPassword = z.string().min(1, 'is missing').max(1_000, 'is too long');

/** The secret of a mailed link. */
export const linkToken = z.string().trim().max(200, 'is too long');

export const personName = z.string().trim().min(1, 'must not be empty').max(100, 'is too long');

export const timeZone = z.string().refine(isTimeZone, 'is not a time zone');
export const locale = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'must look like en-US');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
