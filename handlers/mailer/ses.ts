import { createHash, createHmac } from 'node:crypto';
import { postMail } from './http.ts';
import type { Mailer } from './mailer.ts';

export interface SesAccess {
  readonly url: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** Mail by Amazon SES, API v2, signed with Signature Version 4. */
export function openSesMailer(access: SesAccess, from: string): Mailer {
  return {
    send({ to, subject, text, messageId }) {
      const url = new URL('/v2/email/outbound-emails', access.url);
      const body = JSON.stringify({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: 'UTF-8' },
            Body: { Text: { Data: text, Charset: 'UTF-8' } },
            Headers: [{ Name: 'X-Message-Key', Value: messageId }], // SES writes the Message-ID itself
          },
        },
      });
      return postMail('SES', url.href, signed(access, 'POST', url, body, new Date()), body);
    },
    async check() {
      const url = new URL('/v2/email/account', access.url);
      const response = await fetch(url, { headers: signed(access, 'GET', url, '', new Date()) });
      if (!response.ok) throw new Error(`SES answers ${response.status}`);
    },
    close() {},
  };
}

/** The headers of a request signed as AWS wants it: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
export function signed(
  { region, accessKey, secretKey }: SesAccess,
  method: string,
  url: URL,
  body: string,
  now: Date,
): Readonly<Record<string, string>> {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const at = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${at.slice(0, 8)}/${region}/ses/aws4_request`;
  const names = 'content-type;host;x-amz-date';
  const canonical = [
    method,
    url.pathname,
    '',
    `content-type:application/json\nhost:${url.host}\nx-amz-date:${at}\n`,
    names,
    hash(body),
  ].join('\n');
  const toSign = `AWS4-HMAC-SHA256\n${at}\n${scope}\n${hash(canonical)}`;
  const key = signingKey(secretKey, at.slice(0, 8), region, 'ses');
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  return {
    'content-type': 'application/json',
    'x-amz-date': at,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** The key of one day, region and service, so that the account's own key signs nothing itself. */
export function signingKey(
  secretKey: string,
  day: string,
  region: string,
  service: string,
): Buffer {
  const hmac = (key: string | Buffer, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  return hmac(hmac(hmac(hmac(`AWS4${secretKey}`, day), region), service), 'aws4_request');
}
