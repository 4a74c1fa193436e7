import type { Logger } from '../../lib/logger.ts';
import type { Mailer } from './mailer.ts';

/** Writes mails to the log instead of sending them: for a machine without any mail server. */
export const openLogMailer = (logger: Logger): Mailer => ({
  async send(mail) {
    logger.info({ mail }, 'mail');
  },
  async check() {},
  close() {},
});
