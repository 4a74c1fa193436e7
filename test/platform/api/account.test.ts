import { expect, inject, test } from 'vitest';
import { ask, join, mailsTo, PASSWORD, refusalOf, signIn, soon, sql } from './client.ts';

const tokenIn = async (email: string, subject: RegExp): Promise<string> => {
  let token = '';
  await soon(async () => {
    const mail = (await mailsTo(email)).find((one) => subject.test(one.subject));
    token = /token=(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    expect(token).not.toBe('');
  });
  return token;
};

test('names the wrong fields of a form', async () => {
  const { engineUrl } = inject('platform');
  const reply = await fetch(`${engineUrl}/v1/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'mutation { signUp(username: "abc", email: "x", password: "short") { accountId } }',
    }),
  });
  expect(await reply.json()).toMatchObject({
    errors: [
      {
        extensions: {
          code: 'validation-failed',
          fields: { username: 'must have 4 to 16 characters', email: 'is not an e-mail address' },
        },
      },
    ],
  });
});

test('sessions say where they are, go on by refreshing, and are ended from elsewhere', async () => {
  const nina = await join('acc.nina');
  const phone = await ask<{ signIn: { refreshToken: string } }>(
    'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password, device: "Phone") { refreshToken } }',
    { email: nina.email, password: PASSWORD },
    { 'user-agent': 'A phone/1.0', 'x-forwarded-for': '203.0.113.7' },
  );
  const refresh =
    'mutation ($token: String!) { refreshToken(refreshToken: $token) { refreshToken } }';
  const next = await ask<{ refreshToken: { refreshToken: string } }>(
    refresh,
    { token: phone.signIn.refreshToken },
    { 'user-agent': 'A phone/1.1', 'x-forwarded-for': '203.0.113.8' },
  );
  const { listSession } = await nina.ask<{ listSession: { id: number; device: string }[] }>(
    '{ listSession { id device userAgent ipAddress isCurrent } }',
  );
  expect(listSession).toMatchObject([
    { device: 'Phone', userAgent: 'A phone/1.1', ipAddress: '203.0.113.8', isCurrent: false },
    { device: 'a test', isCurrent: true },
  ]);
  await nina.ask('mutation ($id: bigint!) { killSession(sessionId: $id) { ok } }', {
    id: listSession[0]?.id,
  });
  const { refreshToken: token } = next.refreshToken;
  expect(await refusalOf(ask(refresh, { token }))).toBe('refresh-token-reused');
});

test('a forgotten password is set anew by a mailed link, which ends every session', async () => {
  const otto = await join('acc.otto');
  await ask('mutation ($email: String!) { requestPasswordReset(email: $email) { ok } }', {
    email: otto.email,
  });
  const code = await tokenIn(otto.email, /Reset your password/);
  await ask(
    'mutation ($email: String!, $code: String!, $new: String!) { resetPassword(email: $email, code: $code, newPassword: $new) { ok } }',
    { email: otto.email, code, new: 'a new and better one' },
  );
  expect(await refusalOf(signIn(otto.email))).toBe('invalid-credentials');
  const again = await signIn(otto.email, 'a new and better one');
  expect(await again.ask('{ listSession { isCurrent } }')).toEqual({
    listSession: [{ isCurrent: true }],
  });
});

test('an address is changed by a link to the new one; mails come in the reader’s language', async () => {
  const pola = await join('acc.pola');
  await pola.ask(
    'mutation ($id: Int!) { updateAccountByPk(pk_columns: { id: $id }, _set: { locale: "pl-PL", currentTz: "Europe/Warsaw" }) { id } }',
    { id: pola.accountId },
  );
  const newEmail = 'pola@elsewhere.test';
  await pola.ask(
    'mutation ($new: String!, $password: String!) { changeEmail(newEmail: $new, password: $password) { ok } }',
    { new: newEmail, password: PASSWORD },
  );
  const token = await tokenIn(newEmail, /potwierdź swoje konto/);
  await ask('mutation ($token: String!) { confirmEmail(token: $token) { ok } }', { token });
  expect(await pola.ask('{ me { email isVerified locale } }')).toEqual({
    me: { email: newEmail, isVerified: true, locale: 'pl-PL' },
  });
});

test('a superadmin gives roles, which count from the next token on, and closes accounts', async () => {
  const [root, eve] = [await join('acc.root', 'SUPERADMIN'), await join('acc.evee')];
  const give = 'mutation ($id: Int!) { setAccountRole(accountId: $id, role: MOD) { role } }';
  expect(await eve.refusal(give, { id: eve.accountId })).toBe('validation-failed');
  await root.ask(give, { id: eve.accountId }, 'superadmin');
  expect(await eve.refusal('{ me { role } }', {}, 'mod')).toBe('access-denied');
  const mod = await signIn(eve.email);
  expect(await mod.ask('{ me { role allowedRoles } }', {}, 'mod')).toEqual({
    me: { role: 'MOD', allowedRoles: ['user', 'mod'] },
  });
  await root.ask(
    'mutation ($id: Int!) { updateAccountByPk(pk_columns: { id: $id }, _set: { isActive: false }) { isActive } }',
    { id: eve.accountId },
    'superadmin',
  );
  expect(await refusalOf(signIn(eve.email))).toBe('account-inactive');
  expect(
    await sql(
      'SELECT count(*)::int AS open FROM auth.session WHERE account_id = $1 AND revoked_at IS NULL',
      [eve.accountId],
    ),
  ).toEqual([{ open: 0 }]);
});
