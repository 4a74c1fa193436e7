/**
 * The mail catcher, a program: SMTP in, a file a message, a page and a JSON API out. The API is the part of
 * Mailpit's that our tests use, so that they read their mail the same way whichever of the two is there.
 * Arguments: SMTP port, HTTP port, folder.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Address, type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

const MESSAGE_BYTES_MAX = 25 * 1024 * 1024;

/** Messages on the page, newest first; older ones stay in the folder and in the API. */
const PAGE_LENGTH_MAX = 200;

interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
  readonly at: string;
}

interface Message {
  readonly id: string;
  readonly envelope: Envelope;
  readonly raw: Buffer;
  readonly email: Email;
}

const [smtpPort, httpPort, folder = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  size: MESSAGE_BYTES_MAX,
  disableReverseLookup: true,
  onAuth: (auth, _session, done) => done(null, { user: auth.username }),
  onData: (stream, session, done) => {
    buffer(stream)
      .then((raw) => {
        if (stream.sizeExceeded)
          throw Object.assign(new Error('message too big'), { responseCode: 552 });
        return keep(raw, session);
      })
      .then((id) => done(null, `stored as ${id}`), done);
  },
});
smtp.on('error', endWith);
smtp.listen(Number(smtpPort), '127.0.0.1');

const web = http.createServer((request, response) => {
  answer(request).then(
    ({ status, type, body }) =>
      response.writeHead(status, { 'content-type': type, ...HEADERS }).end(body),
    (error: Error) => response.writeHead(500).end(error.message),
  );
});
web.on('error', endWith);
web.listen(Number(httpPort), '127.0.0.1');

process.on('SIGTERM', () => process.exit(0));

function endWith(error: Error): never {
  console.error(error.message);
  process.exit(1);
}

/** On disk before it is acknowledged: what the sender was told is kept, is kept through a SIGKILL. */
async function keep(raw: Buffer, session: SMTPServerSession): Promise<string> {
  // Time first, so that names sort by arrival.
  const id = Date.now().toString(36).padStart(9, '0') + randomBytes(4).toString('hex');
  const { mailFrom, rcptTo } = session.envelope;
  const envelope: Envelope = {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    at: new Date().toISOString(),
  };
  const file = path.join(folder, id);
  const handle = await open(`${file}.draft`, 'w', 0o600);
  try {
    await handle.write(`X-Envelope: ${JSON.stringify(envelope)}\r\n`);
    await handle.write(raw);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.draft`, `${file}.eml`);
  return id;
}

async function ids(): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.eml'));
  return files
    .map((file) => file.slice(0, -'.eml'.length))
    .sort()
    .reverse();
}

async function read(id: string): Promise<Message> {
  const file = await readFile(path.join(folder, `${path.basename(id)}.eml`));
  const end = file.indexOf('\r\n');
  const envelope = JSON.parse(file.subarray('X-Envelope: '.length, end).toString()) as Envelope;
  const raw = file.subarray(end + 2);
  return { id, envelope, raw, email: await PostalMime.parse(raw) };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

/** A caught mail is a stranger's HTML: it may show itself, and do nothing. */
const HEADERS = {
  'content-security-policy':
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
} as const;

const json = (value: unknown): Answer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(value),
});
const html = (body: string): Answer => ({ status: 200, type: 'text/html; charset=utf-8', body });
const NOT_FOUND: Answer = { status: 404, type: 'text/plain', body: 'not found' };

async function answer({ method, url = '/' }: http.IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(url, 'http://catcher');
  if (method === 'DELETE' && pathname === '/api/v1/messages') {
    await Promise.all(
      (await ids()).map((id) => rm(path.join(folder, `${id}.eml`), { force: true })),
    );
    return { status: 200, type: 'text/plain', body: 'ok' };
  }
  if (method !== 'GET') return NOT_FOUND;
  if (pathname === '/')
    return html(listPage(await Promise.all((await ids()).slice(0, PAGE_LENGTH_MAX).map(read))));
  if (pathname === '/api/v1/messages') {
    const messages = await Promise.all((await ids()).map(read));
    return json({
      total: messages.length,
      count: messages.length,
      messages: messages.map(summary),
    });
  }
  const [, kind, id] = /^\/(api\/v1\/message|view|raw)\/(\w+)$/.exec(pathname) ?? [];
  if (id === undefined || !(await ids()).includes(id)) return NOT_FOUND;
  const message = await read(id);
  if (kind === 'raw') return { status: 200, type: 'message/rfc822', body: message.raw };
  if (kind === 'view')
    return html(message.email.html ?? `<pre>${escapeHtml(message.email.text ?? '')}</pre>`);
  return json(full(message));
}

const person = (address: Address | undefined) => ({
  Name: address?.name ?? '',
  Address: address?.address ?? '',
});

const summary = ({ id, envelope, email, raw }: Message) => ({
  ID: id,
  MessageID: email.messageId?.replace(/^<|>$/g, '') ?? '',
  From: person(email.from),
  To: (email.to ?? []).map(person),
  Cc: (email.cc ?? []).map(person),
  // Who is in the envelope but in no header was meant to stay unseen.
  Bcc: envelope.to
    .filter(
      (to) => ![...(email.to ?? []), ...(email.cc ?? [])].some(({ address }) => address === to),
    )
    .map((Address) => ({ Name: '', Address })),
  Subject: email.subject ?? '',
  Created: envelope.at,
  Size: raw.length,
  Attachments: email.attachments.length,
});

const full = (message: Message) => ({
  ...summary(message),
  Text: message.email.text ?? '',
  HTML: message.email.html ?? '',
  Attachments: message.email.attachments.map(({ filename, mimeType }) => ({
    FileName: filename,
    ContentType: mimeType,
  })),
});

const listPage = (messages: readonly Message[]): string =>
  `<!doctype html><meta charset="utf-8"><title>Mail</title><style>body{font:16px system-ui;margin:2rem}td{padding:.3rem 1rem .3rem 0}</style>
<h1>Caught mail</h1><table>${messages
    .map(
      ({ id, envelope, email }) =>
        `<tr><td>${escapeHtml(envelope.at)}<td>${escapeHtml(envelope.to.join(', '))}<td><a href="/view/${id}">${escapeHtml(email.subject ?? '(no subject)')}</a>`,
    )
    .join('')}</table>${messages.length === 0 ? '<p>None yet.' : ''}`;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
