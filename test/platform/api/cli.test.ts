import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, onTestFinished, test } from 'vitest';
import { ROOT } from '../../../scripts/platform/programs.ts';
import { join, PASSWORD } from './client.ts';

const EXAMPLE = readFileSync(path.join(ROOT, 'data/example1.json'), 'utf8');

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `npx nordkapp …` as a shell runs it. */
async function nordkapp(
  args: readonly string[],
  stdin = '',
  endpoint = inject('platform').engineUrl,
): Promise<Run> {
  const child = spawn(path.join(ROOT, 'scripts/nordkapp'), args, {
    env: { ...process.env, NORDKAPP_ENDPOINT: `${endpoint}/v1/graphql` },
    stdio: 'pipe',
  });
  child.stdin.on('error', () => undefined); // a child that ends at once reads nothing
  child.stdin.end(stdin);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: code as number, out, err };
}

test('ranks the creators of a file, in the words of the seed', async () => {
  expect(await nordkapp(['creator', 'top'], EXAMPLE)).toEqual({
    code: 0,
    err: '',
    out: `The top creators are:
1: cilla@fjord.test (products: 15, most recent creation: 2023-03-31T15:50:59.500610+02:00)
2: bjorn@fjord.test (products: 15, most recent creation: 2023-03-27T12:19:59.737420+02:00)
3: astrid@fjord.test (products: 12, most recent creation: 2023-03-18T15:36:11.963678+02:00)
`,
  });
});

test('writes what programs want', async () => {
  const csv = await nordkapp(['--out', 'csv', 'creator', 'top', '--limit', '1'], EXAMPLE);
  expect(csv.out).toBe(
    'rank,creatorId,email,productCount,mostRecentCreateTime\r\n1,usr_2k1Cilla,cilla@fjord.test,15,2023-03-31T15:50:59.500610+02:00\r\n',
  );
  const json = await nordkapp(['--out', 'json', 'creator', 'top'], EXAMPLE);
  expect(JSON.parse(json.out)).toHaveLength(3);
  const other = readFileSync(path.join(ROOT, 'data/example2.json'), 'utf8');
  const yaml = await nordkapp(['creator', 'top', '--out', 'yaml', '--limit', '2'], other);
  // Two who made as much at the same instant, one of them unknown.
  expect(yaml.out).toBe(`- rank: 1
  creatorId: usr_2k2Leif
  email: leif@fjord.test
  productCount: 2
  mostRecentCreateTime: 2023-04-08T07:30:00Z
- rank: 2
  creatorId: usr_2k2Nobody
  email: ""
  productCount: 2
  mostRecentCreateTime: 2023-04-08T09:30:00+02:00
`);
});

test('signs in, and asks as whoever has the token', async () => {
  const { email } = await join('cli.nina');
  const { out } = await nordkapp(
    ['account', 'sign-in', '--email', email],
    JSON.stringify({ password: PASSWORD }),
  );
  const { accessToken } = JSON.parse(out) as { accessToken: string };
  const me = await nordkapp(['--token', accessToken, 'account', 'me']);
  expect(JSON.parse(me.out)).toMatchObject({ username: 'cli.nina' });
  const asMod = await nordkapp(['--token', accessToken, '--role', 'mod', 'account', 'me']);
  expect(asMod).toMatchObject({ code: 1, err: expect.stringContaining('not in allowed roles') });
});

test('keeps a board, talks, and takes files', async () => {
  const [ada, eve] = [await join('cli.ada'), await join('cli.evee')];
  const asAda = async (
    args: readonly string[],
    stdin?: string,
  ): Promise<Record<string, unknown>> => {
    const { code, out, err } = await nordkapp(['--token', ada.token, ...args], stdin);
    expect([code, err]).toEqual([0, '']);
    return JSON.parse(out) as Record<string, unknown>;
  };
  const board = await asAda(['board', 'create', '--name', 'Home']);
  const list = await asAda(
    ['board', 'add-list', '--board', String(board['id'])],
    '{"name": "To do"}',
  );
  const due = '2030-01-01T12:00:00+01:00';
  const task = await asAda([
    'task',
    'add',
    '--list',
    String(list['id']),
    '--title',
    'Wash',
    '--due',
    due,
  ]);
  expect(
    await asAda(['task', 'remind', '--task', String(task['id']), '--before', 'minute-15']),
  ).toMatchObject({
    remindAt: '2030-01-01T10:45:00+00:00',
    status: 'SCHEDULED',
  });
  const chat = await asAda(['chat', 'open', '--member', String(eve.memberId)]);
  expect(chat['title']).toBe('cli.evee');
  const room = String(chat['id']);
  const message = ['chat', 'send', '--room', room, '--text', 'Hei', '--key', randomUUID()];
  expect(await asAda(message)).toMatchObject({ roomSeq: 1 });
  expect(await asAda(message)).toEqual({ isSent: true });
  const table = await nordkapp([
    '--token',
    ada.token,
    '--out',
    'table',
    'chat',
    'read',
    '--room',
    room,
  ]);
  expect(table.out).toMatch(/^roomSeq +memberId +text +createdAt\n1 +\d+ +Hei +\S+\n$/);

  const folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'notes.txt'), 'Fjord');
  const file = path.join(folder, 'notes.txt');
  const media = await asAda(['media', 'upload', '--file', file]);
  expect(media).toMatchObject({ status: 'READY', contentType: 'text/plain', sizeByte: 5 });
  const { url } = await asAda(['media', 'url', '--media', String(media['mediaId'])]);
  expect(await (await fetch(String(url))).text()).toBe('Fjord');
  const missing = await nordkapp([
    '--token',
    ada.token,
    'media',
    'upload',
    '--file',
    `${folder}/no.txt`,
  ]);
  expect(missing).toMatchObject({ code: 1, out: '', err: expect.stringContaining('ENOENT') });
  writeFileSync(
    path.join(folder, 'program.png'),
    readFileSync(process.execPath).subarray(0, 9_000),
  );
  const lie = ['--token', ada.token, 'media', 'upload', '--file', `${folder}/program.png`];
  expect(await nordkapp(lie)).toMatchObject({
    code: 1,
    out: '',
    err: 'nordkapp: the file was rejected: it is no image/png inside\n',
  });
});

test('says by its exit code how it went, and why on stderr', async () => {
  const wrong = await nordkapp(['account', 'sign-in', '--email', 'a@b', '--password', 'x']);
  expect(wrong).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('invalid-credentials'),
  });
  expect(await nordkapp(['ticket', 'reserve', '--qty', 'many'])).toMatchObject({
    code: 2,
    out: '',
    err: 'nordkapp: --event is missing, --type is missing: a flag, or a key of the JSON on stdin\n',
  });
  const odd = ['ticket', 'reserve', '--event', 'e', '--type', 'normal', '--qty', 'many'];
  expect(await nordkapp(odd)).toMatchObject({
    code: 2,
    out: '',
    err: 'nordkapp: --type must be one of standard, golden-circle, couples, preemptive; --qty is no number\n',
  });
  expect(await nordkapp(['creator', 'top'], 'no json')).toMatchObject({ code: 2, out: '' });
  expect(await nordkapp(['account', 'me'], '', 'http://127.0.0.1:1')).toMatchObject({
    code: 3,
    err: expect.stringContaining('does not answer'),
  });
});
