import { type Logger, pino } from 'pino';

export type { Logger };

/** Keys whose values never reach a log, whatever object they sit in. */
const SECRET_KEYS = [
  'password',
  'oldPassword',
  'newPassword',
  'accessToken',
  'refreshToken',
  'token',
];

/** One JSON object a line on stdout, named after the program. */
export const openLogger = (name: string, level: string): Logger =>
  pino({
    name,
    level,
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '***' },
  });
