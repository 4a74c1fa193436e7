import { jwtVerify } from 'jose';
import { describe, expect } from 'vitest';
import { scalar, test } from '../domain/domain.ts';
import type { Database } from '../support/database.ts';
import { type Answer, type Handlers, openHandlers } from './handlers.ts';

const NINA = { username: 'nina', email: 'nina@example.test', password: 'correct horse battery' };
const refused = (code: string) => ({ status: 400, body: { extensions: { code } } });

/** Signs up, and lets the events of the new rows come. */
async function signUp(handlers: Handlers, database: Database): Promise<number> {
  const { body } = await handlers.action('signUp', NINA);
  const accountId = Number(body['accountId']);
  await handlers.event('account_created', { id: accountId });
  await deliverAll(handlers, database);
  return accountId;
}

async function deliverAll(handlers: Handlers, database: Database): Promise<void> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT id FROM notification WHERE status = 'PENDING' ORDER BY id`,
  );
  for (const { id } of rows) await handlers.event('notification_created', { id: Number(id) });
}

const signIn = (handlers: Handlers, password = NINA.password): Promise<Answer> =>
  handlers.action('signIn', { email: NINA.email, password });

const linkIn = (handlers: Handlers): string =>
  /http\S+/.exec(handlers.mails.at(-1)?.text ?? '')?.[0] ?? 'no link';

/** Sends the form of the page behind a mailed link, and reads what it says then. */
async function press(url: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  const token = new URL(url).searchParams.get('token') ?? '';
  const body = new URLSearchParams({ token, ...fields });
  return await (await fetch(url, { method: 'POST', body })).text();
}

const tokenIn = (handlers: Handlers): string =>
  decodeURIComponent(/token=(\S+)/.exec(handlers.mails.at(-1)?.text ?? '')?.[1] ?? 'no token');

/** Lets time pass by moving what was noted into the past. */
const ago = (database: Database, column: string, minutes: number) =>
  database.query(
    `UPDATE auth.account_secret SET ${column} = ${column} - make_interval(mins => $1)`,
    [minutes],
  );

describe('signing up', () => {
  test('mails a link that confirms the address, once', async ({ database }) => {
    const handlers = await openHandlers(database);
    await signUp(handlers, database);
    expect(handlers.mails).toMatchObject([
      { to: NINA.email, subject: 'nina, please confirm your account!' },
    ]);
    const token = tokenIn(handlers);
    expect(await handlers.action('confirmEmail', { token })).toMatchObject({ status: 200 });
    expect(await handlers.action('confirmEmail', { token })).toMatchObject(
      refused('already-confirmed'),
    );
    expect(await handlers.action('confirmEmail', { token: `${token}x` })).toMatchObject(
      refused('invalid-token'),
    );
  });

  test('mails a link to a page: looking at it confirms nothing, its button does', async ({
    database,
  }) => {
    // As it is without a front end: the handlers' own pages are the product's.
    const handlers = await openHandlers(database, { PUBLIC_URL: '' });
    await signUp(handlers, database);
    const url = linkIn(handlers);
    expect(new URL(url).origin).toBe(handlers.url);
    const verified = (): Promise<unknown> =>
      scalar(database, `SELECT verified_at IS NOT NULL FROM account WHERE username = 'nina'`);
    const form = await (await fetch(url)).text();
    expect(form).toContain(`<input type="hidden" name="token" value="${tokenIn(handlers)}">`);
    expect(await verified()).toBe(false);
    expect(await press(url)).toMatch(/Your address is confirmed/);
    expect(await verified()).toBe(true);
    expect(await press(url)).toMatch(/this address is already confirmed/);
    // The page speaks the language of the mail.
    await database.query(`UPDATE account SET locale = 'pl-PL' WHERE username = 'nina'`);
    const polish = await press(url);
    expect(polish).toContain('<html lang="pl">');
    expect(polish).toContain('Ten adres jest już potwierdzony.');
    expect(await (await fetch(url)).text()).toContain('<h1>Potwierdź swój adres</h1>');
    await database.query(`UPDATE account SET locale = 'fi' WHERE username = 'nina'`);
    expect(await (await fetch(url)).text()).toContain('<h1>Confirm your address</h1>');
  });

  test('sends one mail however often the events come', async ({ database }) => {
    const handlers = await openHandlers(database);
    const id = await signUp(handlers, database);
    await Promise.all([1, 2, 3].map(() => handlers.event('account_created', { id })));
    await deliverAll(handlers, database);
    const notification = Number(await scalar(database, 'SELECT max(id) FROM notification'));
    await Promise.all(
      [1, 2, 3].map(() => handlers.event('notification_created', { id: notification })),
    );
    expect(handlers.mails).toHaveLength(1);
    expect(
      await scalar(database, `SELECT count(*)::int FROM member WHERE account_id = $1`, [id]),
    ).toBe(1);
  });

  test('names every wrong field, and writes nothing', async ({ database }) => {
    const handlers = await openHandlers(database);
    expect(
      await handlers.action('signUp', { username: 'abc', email: 'x', password: 'short' }),
    ).toMatchObject({
      status: 400,
      body: {
        extensions: {
          code: 'validation-failed',
          fields: {
            username: 'must have 4 to 16 characters',
            email: 'is not an e-mail address',
            password: 'must have at least 12 characters',
          },
        },
      },
    });
    await signUp(handlers, database);
    const again = { ...NINA, username: 'NINA', email: 'other@example.test' };
    expect(await handlers.action('signUp', again)).toMatchObject({
      body: { extensions: { fields: { username: 'is taken' } } },
    });
    expect(await scalar(database, `SELECT count(*)::int FROM account WHERE id > 13`)).toBe(1);
  });

  test('keeps no secret that could be read', async ({ database }) => {
    const handlers = await openHandlers(database);
    await signUp(handlers, database);
    const { rows } = await database.query(
      `SELECT s.password_hash, n.body FROM auth.account_secret s JOIN notification n USING (account_id)`,
    );
    expect(rows[0]).toMatchObject({ password_hash: expect.stringMatching(/^\$argon2id\$/) });
    expect(JSON.stringify(rows)).not.toContain(tokenIn(handlers));
  });
});

describe('an account that nobody confirms', () => {
  const age = (database: Database, id: number, days: number) =>
    database.query(`ALTER TABLE account DISABLE TRIGGER a_stamp;
      UPDATE account SET created_at = created_at - make_interval(days => ${days}) WHERE id = ${id};
      ALTER TABLE account ENABLE TRIGGER a_stamp`);

  test('is followed by a workflow, reminded by the same link, closed, and opened by it', async ({
    database,
  }) => {
    const handlers = await openHandlers(database);
    const id = await signUp(handlers, database);
    expect(handlers.workflowCalls).toEqual([
      ['start', `account:${id}`, { accountId: id, createdAt: expect.stringContaining('T') }],
    ]);
    const token = tokenIn(handlers);
    expect(await handlers.activities.remindConfirmation(id)).toBe('waiting');
    await handlers.activities.remindConfirmation(id); // as after a crash
    await deliverAll(handlers, database);
    expect(handlers.mails.map(({ subject }) => subject)).toEqual([
      'nina, please confirm your account!',
      'nina, your account waits to be confirmed',
    ]);
    expect(tokenIn(handlers)).toBe(token);

    expect(await handlers.activities.closeUnconfirmed(id)).toBe('waiting'); // not yet
    await age(database, id, 7);
    expect(await handlers.activities.closeUnconfirmed(id)).toBe('closed');
    expect(await signIn(handlers)).toMatchObject(refused('account-inactive'));
    expect(await handlers.action('confirmEmail', { token })).toMatchObject({ status: 200 });
    expect(await signIn(handlers)).toMatchObject({ status: 200 });
    expect(handlers.workflowCalls.at(-1)).toEqual(['signal', `account:${id}`, 'confirmed']);
    expect(await handlers.activities.closeUnconfirmed(id)).toBe('confirmed');
  });

  test('stays closed where an administrator closed it', async ({ database }) => {
    const handlers = await openHandlers(database);
    const id = await signUp(handlers, database);
    await age(database, id, 7);
    await handlers.activities.closeUnconfirmed(id);
    const [administrator] = ['{"x-hasura-role": "superadmin", "x-hasura-user-id": "2"}'];
    await database.query(`BEGIN; SELECT set_config('hasura.user', '${administrator}', true);
      UPDATE account SET is_active = false WHERE id = ${id}; COMMIT`);
    await handlers.action('confirmEmail', { token: tokenIn(handlers) });
    expect(await signIn(handlers)).toMatchObject(refused('account-inactive'));
  });

  test('whose event found no Temporal server is found by the sweep', async ({ database }) => {
    const handlers = await openHandlers(database);
    handlers.isTemporalAway = true;
    const id = await signUp(handlers, database);
    expect(handlers.mails).toHaveLength(1); // the mail does not wait
    handlers.isTemporalAway = false;
    await age(database, id, 1);
    expect((await handlers.cron('sweep_account')).body).toEqual({ closed: 0, followed: 1 });
    expect(handlers.workflowCalls).toMatchObject([['start', `account:${id}`, {}]]);
    await age(database, id, 8);
    expect((await handlers.cron('sweep_account')).body).toEqual({ closed: 1, followed: 0 });
    expect((await handlers.cron('sweep_account')).body).toEqual({ closed: 0, followed: 0 });
  });
});

describe('signing in', () => {
  test('gives a token with the claims that the engine reads', async ({ database }) => {
    const handlers = await openHandlers(database);
    const id = await signUp(handlers, database);
    const { body } = await signIn(handlers);
    const { payload } = await jwtVerify(
      String(body['accessToken']),
      new TextEncoder().encode('k'.repeat(32)),
    );
    expect(payload['https://hasura.io/jwt/claims']).toMatchObject({
      'x-hasura-default-role': 'user',
      'x-hasura-allowed-roles': ['user'],
      'x-hasura-user-id': String(id),
      'x-hasura-member-id': String(body['memberId']),
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
  });

  test('stops listening after ten wrong passwords', async ({ database }) => {
    const handlers = await openHandlers(database);
    await signUp(handlers, database);
    for (let i = 0; i < 10; i++)
      expect(await signIn(handlers, 'wrong')).toMatchObject(refused('invalid-credentials'));
    expect(await signIn(handlers)).toMatchObject(refused('too-many-attempts'));
    await ago(database, 'locked_until', 16);
    expect(await signIn(handlers)).toMatchObject({ status: 200 });
  });

  test('tells a stranger nothing of who has an account', async ({ database }) => {
    const handlers = await openHandlers(database);
    const stranger = await handlers.action('signIn', {
      email: 'nobody@example.test',
      password: 'x',
    });
    expect(stranger).toMatchObject(refused('invalid-credentials'));
    const reset = await handlers.action('requestPasswordReset', { email: 'nobody@example.test' });
    expect(reset).toEqual({ status: 200, body: { ok: true } });
  });
});

describe('a refresh token', () => {
  const refresh = (handlers: Handlers, token: unknown) =>
    handlers.action('refreshToken', { refreshToken: token });

  test('works once; used again it ends the whole family', async ({ database }) => {
    const handlers = await openHandlers(database);
    await signUp(handlers, database);
    const first = (await signIn(handlers)).body['refreshToken'];
    const second = (await refresh(handlers, first)).body['refreshToken'];
    expect(second).not.toBe(first);
    expect(await refresh(handlers, first)).toMatchObject(refused('refresh-token-reused'));
    expect(await refresh(handlers, second)).toMatchObject(refused('refresh-token-reused'));
    expect(await refresh(handlers, 'unknown')).toMatchObject(refused('invalid-refresh-token'));
  });

  test('used twice at the same time gives one pair at most', async ({ database }) => {
    const handlers = await openHandlers(database);
    await signUp(handlers, database);
    const token = (await signIn(handlers)).body['refreshToken'];
    const answers = await Promise.all([1, 2, 3, 4].map(() => refresh(handlers, token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('ends with its session', async ({ database }) => {
    const handlers = await openHandlers(database);
    const id = await signUp(handlers, database);
    const kept = (await signIn(handlers)).body['refreshToken'];
    const ended = (await signIn(handlers)).body['refreshToken'];
    expect(await handlers.action('signOut', { refreshToken: ended }, id)).toMatchObject({
      status: 200,
    });
    expect(await refresh(handlers, ended)).toMatchObject({ status: 400 });
    const { body: sessions } = await handlers.action('listSession', {}, id);
    expect(sessions).toHaveLength(1);
    const [session] = sessions as unknown as { id: number }[];
    expect(await handlers.action('killSession', { sessionId: session?.id }, 4)).toMatchObject(
      refused('not-found'),
    );
    expect(await handlers.action('killSession', { sessionId: session?.id }, id)).toMatchObject({
      status: 200,
    });
    expect(await refresh(handlers, kept)).toMatchObject({ status: 400 });
  });
});

describe('a password', () => {
  const NEW = 'a new and better one';

  test('is reset by a link that works once and for 45 minutes', async ({ database }) => {
    const handlers = await openHandlers(database);
    await signUp(handlers, database);
    const ask = async (): Promise<string> => {
      await handlers.action('requestPasswordReset', { email: NINA.email });
      await deliverAll(handlers, database);
      return tokenIn(handlers);
    };
    const reset = (code: string) =>
      handlers.action('resetPassword', { email: NINA.email, code, newPassword: NEW });

    const late = await ask();
    await ago(database, 'reset_code_at', 46);
    expect(await reset(late)).toMatchObject({ status: 400, body: { message: 'expired link' } });
    const code = await ask();
    const { body } = await signIn(handlers);
    expect(await reset(code)).toMatchObject({ status: 200 });
    expect(await reset(code)).toMatchObject(refused('invalid-token'));
    expect(await signIn(handlers)).toMatchObject(refused('invalid-credentials'));
    expect(await signIn(handlers, NEW)).toMatchObject({ status: 200 });
    const old = await handlers.action('refreshToken', { refreshToken: body['refreshToken'] });
    expect(old).toMatchObject({ status: 400 });
  });

  test('is reset on the page that the link leads to', async ({ database }) => {
    const handlers = await openHandlers(database, { PUBLIC_URL: '' });
    await signUp(handlers, database);
    await handlers.action('requestPasswordReset', { email: NINA.email });
    await deliverAll(handlers, database);
    const url = linkIn(handlers);
    expect(await (await fetch(url)).text()).toContain('type="password"');
    expect(await press(url, { password: 'short' })).toMatch(/must have at least 12 characters/);
    expect(await signIn(handlers)).toMatchObject({ status: 200 });
    expect(await press(url, { password: NEW })).toMatch(/Your password is set/);
    expect(await signIn(handlers, NEW)).toMatchObject({ status: 200 });
    expect(await press(url, { password: NEW })).toMatch(/this link is not valid/);
    expect((await fetch(`${handlers.url}/reset-password`)).status).toBe(400);
  });

  test('is asked for again after five minutes, a confirmation after two', async ({ database }) => {
    const handlers = await openHandlers(database);
    const id = await signUp(handlers, database);
    const count = async (action: string): Promise<number> => {
      const before = handlers.mails.length;
      await handlers.action(action, { email: NINA.email });
      await deliverAll(handlers, database);
      return handlers.mails.length - before;
    };
    expect(await count('resendVerification')).toBe(0);
    expect(await handlers.action('resendVerification', { email: NINA.email }, id)).toMatchObject(
      refused('too-soon'),
    );
    await ago(database, 'verification_sent_at', 2);
    expect(await count('resendVerification')).toBe(1);
    expect(await count('requestPasswordReset')).toBe(1);
    await ago(database, 'reset_code_at', 4);
    expect(await count('requestPasswordReset')).toBe(0);
    await ago(database, 'reset_code_at', 1);
    expect(await count('requestPasswordReset')).toBe(1);
  });

  test('changePassword replaces: the new one works, the old one does not', async ({ database }) => {
    const handlers = await openHandlers(database);
    const id = await signUp(handlers, database);
    const change = (currentPassword: string) =>
      handlers.action('changePassword', { currentPassword, newPassword: NEW }, id);
    expect(await change('wrong')).toMatchObject({
      body: { extensions: { fields: { currentPassword: 'is wrong' } } },
    });
    expect(await change(NINA.password)).toMatchObject({ status: 200 });
    expect(await signIn(handlers)).toMatchObject(refused('invalid-credentials'));
    expect(await signIn(handlers, NEW)).toMatchObject({ status: 200 });
  });
});

test('a new address counts when its own link is opened', async ({ database }) => {
  const handlers = await openHandlers(database);
  const id = await signUp(handlers, database);
  const newEmail = 'nina@elsewhere.test';
  await handlers.action('changeEmail', { newEmail, password: NINA.password }, id);
  await deliverAll(handlers, database);
  expect(handlers.mails.at(-1)?.to).toBe(newEmail);
  expect(await scalar(database, 'SELECT email FROM account WHERE id = $1', [id])).toBe(NINA.email);
  expect(await handlers.action('confirmEmail', { token: tokenIn(handlers) })).toMatchObject({
    status: 200,
  });
  expect(await scalar(database, 'SELECT email FROM account WHERE id = $1', [id])).toBe(newEmail);
});

test('a mail that waited while the address changed does not go to the new one', async ({
  database,
}) => {
  const handlers = await openHandlers(database);
  const { body } = await handlers.action('signUp', NINA);
  const id = Number(body['accountId']);
  await handlers.event('account_created', { id }); // its mail is not delivered yet
  const newEmail = 'nina@elsewhere.test';
  await handlers.action('changeEmail', { newEmail, password: NINA.password }, id);
  await deliverAll(handlers, database);
  expect(handlers.mails).toMatchObject([{ to: newEmail }]);
  expect(await handlers.action('confirmEmail', { token: tokenIn(handlers) })).toMatchObject({
    status: 200,
  });
});

test('only a superadmin gives roles, and never the own one', async ({ database }) => {
  const handlers = await openHandlers(database);
  const give = (by: number, role: string, accountId: number) =>
    handlers.action('setAccountRole', { accountId, role: 'EDITOR' }, by, role);
  expect(await give(4, 'user', 5)).toMatchObject(refused('permission-denied'));
  expect(await give(2, 'superadmin', 2)).toMatchObject(refused('own-role'));
  expect(await give(2, 'superadmin', 5)).toEqual({
    status: 200,
    body: { accountId: 5, role: 'EDITOR' },
  });
  expect(await give(2, 'superadmin', 1)).toMatchObject(refused('not-found')); // the system's own account
});

test('nobody without the secret gets in', async ({ database }) => {
  const handlers = await openHandlers(database);
  for (const secret of ['', 'wrong'])
    expect(
      await fetch(`${handlers.url}/actions/me`, {
        method: 'POST',
        headers: { 'x-handlers-secret': secret },
      }),
    ).toMatchObject({ status: 401 });
  // Who asks for what is not there is not asked for secrets.
  for (const path of ['/nothing', '/oauth/github', '/oauth/nobody'])
    expect(await fetch(`${handlers.url}${path}`)).toMatchObject({ status: 404 });
});
