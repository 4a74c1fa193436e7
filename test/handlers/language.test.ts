import { expect } from 'vitest';
import { test } from '../domain/domain.ts';
import type { Database } from '../support/database.ts';
import { openHandlers } from './handlers.ts';

const speak = (database: Database, accountId: number, locale: string) =>
  database.query('UPDATE account SET locale = $2 WHERE id = $1', [accountId, locale]);

/** What is refused, by which code, and what is said of it in English and Polish. */
const REFUSED = [
  {
    by: 'a handler',
    action: 'addToCart',
    input: { productId: 4_711, deltaQty: 1 },
    code: 'not-found',
    en: 'there is nothing by this id',
    pl: 'Nie ma nic o tym identyfikatorze.',
  },
  {
    by: 'a function of the database',
    action: 'cancelReservation',
    input: { publicId: 'nowhere' },
    code: 'not-found',
    en: 'reservation not found',
    pl: 'Nie ma nic o tym identyfikatorze.',
  },
  {
    by: 'a constraint',
    action: 'signUp',
    input: { username: 'person5', email: 'new@example.test', password: 'correct horse battery' },
    code: 'validation-failed',
    fields: { username: 'is taken' },
    en: 'username is taken',
    pl: 'Nieprawidłowe dane: username jest zajęte',
  },
  {
    by: 'the shape of the input',
    action: 'addToCart',
    input: { productId: 1, deltaQty: 0 },
    code: 'validation-failed',
    fields: { deltaQty: 'must not be 0' },
    en: 'deltaQty must not be 0',
    pl: 'Nieprawidłowe dane: deltaQty nie może wynosić 0',
  },
] as const;

for (const { by, action, input, code, en, pl, ...about } of REFUSED)
  test(`what ${by} refuses is said in the language of the account that asks`, async ({
    database,
  }) => {
    const handlers = await openHandlers(database);
    await speak(database, 4, 'pl-PL');
    await speak(database, 5, 'en-US');
    await speak(database, 6, 'fi-FI');
    const extensions = 'fields' in about ? { code, fields: about.fields } : { code };
    const said = (message: string) => ({ status: 400, body: { message, code, extensions } });
    expect(await handlers.action(action, input, 4)).toEqual(said(pl));
    expect(await handlers.action(action, input, 5)).toEqual(said(en));
    expect(await handlers.action(action, input, 6)).toEqual(said(en));
  });

test('who has not signed in is refused in English', async ({ database }) => {
  const handlers = await openHandlers(database);
  await database.query(`UPDATE account SET locale = 'pl-PL'`);
  expect(
    await handlers.action('signIn', { email: 'person4@example.test', password: 'wrong' }),
  ).toMatchObject({ status: 400, body: { message: 'e-mail or password is wrong' } });
});

test('a refusal is handed on, in English, when the language cannot be found', async ({
  database,
}) => {
  const handlers = await openHandlers(database);
  await speak(database, 4, 'pl-PL');
  await database.query('ALTER TABLE account RENAME COLUMN locale TO lost');
  expect(await handlers.action('addToCart', { productId: 4_711, deltaQty: 1 }, 4)).toMatchObject({
    status: 400,
    body: { message: 'there is nothing by this id' },
  });
});

test('the form for uploads speaks the language of its bearer', async ({ database }) => {
  const handlers = await openHandlers(database);
  const secret = { email: 'ola@example.test', password: 'correct horse battery' };
  await handlers.action('signUp', { ...secret, username: 'ola.k', locale: 'pl-PL' });
  const { body } = await handlers.action('signIn', secret);
  const form = new FormData();
  form.set('fileBinary', new File(['x'], 'x.exe', { type: 'application/x-msdownload' }));
  const upload = async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
    const post = { method: 'POST', headers, body: form };
    return await (await fetch(`${handlers.url}/media-upload`, post)).json();
  };
  expect(await upload({ authorization: `Bearer ${body['accessToken']}` })).toEqual({
    message: 'Pliki typu application/x-msdownload nie są przyjmowane.',
    extensions: { code: 'type' },
  });
  expect(await upload({})).toMatchObject({ message: 'sign in first' });
});
