import type { Logger } from '../../lib/logger.ts';
import type { Config } from '../config.ts';
import { openLogMailer } from './log.ts';
import type { Mailer } from './mailer.ts';
import { openSmtpMailer } from './smtp.ts';

/** The driver that MAIL_DRIVER names. */
export function openMailer(config: Config, logger: Logger): Mailer {
  switch (config.MAIL_DRIVER) {
    case 'smtp':
      return openSmtpMailer(config.SMTP_URL, config.MAIL_FROM);
    case 'log':
      return openLogMailer(logger);
  }
}
