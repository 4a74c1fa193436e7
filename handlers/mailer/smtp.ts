import { createTransport } from 'nodemailer';
import { type Mailer, MailRefused } from './mailer.ts';

/** Shorter than the event's timeout, so that the engine gets an answer and tries again by its own rules. */
const SMTP_TIMEOUT_MS = 5_000;

/** Mail by SMTP, over connections that are kept open. */
export function openSmtpMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
  });
  return {
    async send({ to, subject, text, messageId }) {
      try {
        await transport.sendMail({ from, to, subject, text, messageId });
      } catch (error) {
        // A 5xx is the server's last word on this mail (RFC 5321 4.2.1); all else may pass.
        const code = (error as { readonly responseCode?: unknown }).responseCode;
        if (typeof code === 'number' && code >= 500) throw new MailRefused(String(error));
        throw error;
      }
    },
    async check() {
      await transport.verify();
    },
    close: () => transport.close(),
  };
}
