import type { Logger } from '../../lib/logger.ts';
import type { Config } from '../config.ts';
import { openLogMailer } from './log.ts';
import type { Mailer } from './mailer.ts';
import { openSendgridMailer } from './sendgrid.ts';
import { openSesMailer } from './ses.ts';
import { openSmtpMailer } from './smtp.ts';

/** The driver that MAIL_DRIVER names. */
export function openMailer(config: Config, logger: Logger): Mailer {
  const from = config.MAIL_FROM;
  switch (config.MAIL_DRIVER) {
    case 'smtp':
      return openSmtpMailer(config.SMTP_URL, from);
    case 'sendgrid':
      return openSendgridMailer(config.SENDGRID_URL, config.SENDGRID_API_KEY, from);
    case 'ses': {
      const {
        SES_URL,
        SES_REGION: region,
        SES_ACCESS_KEY: accessKey,
        SES_SECRET_KEY: secretKey,
      } = config;
      const url = SES_URL ?? `https://email.${region}.amazonaws.com`;
      return openSesMailer({ url, region, accessKey, secretKey }, from);
    }
    case 'log':
      return openLogMailer(logger);
  }
}
