import { postMail } from './http.ts';
import type { Mailer } from './mailer.ts';

/** Mail by SendGrid's v3 API. */
export const openSendgridMailer = (url: string, apiKey: string, from: string): Mailer => ({
  send: ({ to, subject, text, messageId }) =>
    postMail(
      'SendGrid',
      `${url}/v3/mail/send`,
      { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      JSON.stringify({
        personalizations: [{ to: [{ email: to }] }],
        from: addressOf(from),
        subject,
        content: [{ type: 'text/plain', value: text }],
        headers: { 'Message-ID': messageId },
      }),
    ),
  async check() {
    const response = await fetch(`${url}/v3/scopes`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    if (!response.ok) throw new Error(`SendGrid answers ${response.status}`);
  },
  close() {},
});

/** 'Name <address>' in SendGrid's two fields. */
function addressOf(from: string): { readonly email: string; readonly name?: string } {
  const match = /^(.*)<([^>]+)>$/.exec(from);
  if (match?.[2] === undefined) return { email: from };
  return { email: match[2], name: (match[1] ?? '').trim() };
}
