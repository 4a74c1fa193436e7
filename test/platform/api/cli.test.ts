import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, test } from 'vitest';
import { ROOT } from '../../../scripts/platform/programs.ts';
import { join, PASSWORD } from './client.ts';

const EXAMPLE = readFileSync(path.join(ROOT, 'test/data/example1.json'), 'utf8');

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
1: cilla@fjord.test (products: 4, most recent creation: 2023-04-10T21:01:59.752638+02:00)
2: bjorn@fjord.test (products: 4, most recent creation: 2023-04-06T21:01:59.752638+02:00)
3: astrid@fjord.test (products: 2, most recent creation: 2023-04-02T21:01:59.752638+02:00)
`,
  });
});

test('writes what programs want', async () => {
  const csv = await nordkapp(['--out', 'csv', 'creator', 'top', '--limit', '1'], EXAMPLE);
  expect(csv.out).toBe(
    'rank,creatorId,email,productCount,mostRecentCreateTime\r\n1,usr_2k1Cilla,cilla@fjord.test,4,2023-04-10T21:01:59.752638+02:00\r\n',
  );
  const json = await nordkapp(['--out', 'json', 'creator', 'top'], EXAMPLE);
  expect(JSON.parse(json.out)).toHaveLength(3);
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
  });
  expect(await nordkapp(['creator', 'top'], 'no json')).toMatchObject({ code: 2, out: '' });
  expect(await nordkapp(['account', 'me'], '', 'http://127.0.0.1:1')).toMatchObject({
    code: 3,
    err: expect.stringContaining('does not answer'),
  });
});
