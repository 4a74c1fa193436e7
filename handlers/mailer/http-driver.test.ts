import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { MailRefused } from './mailer.ts';
import { openSendgridMailer } from './sendgrid.ts';
import { openSesMailer, type SesAccess, signed, signingKey } from './ses.ts';

const MAIL = { to: 'nina@example.test', subject: 'Héllo', text: 'Body', messageId: '<k@nordkapp>' };
const FROM = 'nordkapp <no-reply@nordkapp.test>';

interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A provider on a local port that answers with a status, and what it received. */
async function provider(
  status: number,
): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    received.push({ path: request.url, headers: request.headers, body });
    response.writeHead(status).end('{"message":"so it is"}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

const access = (url: string): SesAccess => ({
  url,
  region: 'eu-north-1',
  accessKey: 'AK',
  secretKey: 'SK',
});

test('SendGrid gets the mail as its API wants it', async () => {
  const { url, received } = await provider(202);
  await openSendgridMailer(url, 'the key', FROM).send(MAIL);
  expect(received).toMatchObject([
    { path: '/v3/mail/send', headers: { authorization: 'Bearer the key' } },
  ]);
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({
    personalizations: [{ to: [{ email: 'nina@example.test' }] }],
    from: { email: 'no-reply@nordkapp.test', name: 'nordkapp' },
    subject: 'Héllo',
    content: [{ type: 'text/plain', value: 'Body' }],
    headers: { 'Message-ID': '<k@nordkapp>' },
  });
});

test('SES gets the mail signed: whoever has the key comes to the same signature', async () => {
  const { url, received } = await provider(200);
  await openSesMailer(access(url), FROM).send(MAIL);
  const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = received;
  expect(path).toBe('/v2/email/outbound-emails');
  expect(JSON.parse(body)).toMatchObject({
    FromEmailAddress: FROM,
    Destination: { ToAddresses: [MAIL.to] },
  });
  const at = String(headers['x-amz-date']).replace(
    /^(.{4})(..)(..T..)(..)(..Z)$/,
    '$1-$2-$3:$4:$5',
  );
  const again = signed(access(url), 'POST', new URL(path ?? '', url), body, new Date(at));
  expect(headers.authorization).toBe(again['authorization']);
  const other = signed(
    { ...access(url), secretKey: 'XX' },
    'POST',
    new URL(path ?? '', url),
    body,
    new Date(at),
  );
  expect(headers.authorization).not.toBe(other['authorization']);
});

test('the signing key is the one that AWS publishes for its example', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  expect(signingKey(secret, '20150830', 'us-east-1', 'iam').toString('hex')).toBe(
    'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
  );
});

test.each([
  [400, true],
  [413, true],
  [429, false],
  [401, false],
  [500, false],
])('an answer of %i is the last word: %s', async (status, isFinal) => {
  const { url } = await provider(status);
  for (const mailer of [openSendgridMailer(url, 'k', FROM), openSesMailer(access(url), FROM)]) {
    const failure = await mailer.send(MAIL).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure instanceof MailRefused).toBe(isFinal);
  }
});
