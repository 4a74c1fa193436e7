import type { Request, Response } from 'express';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Answer, action } from './action.ts';
import { event } from './event.ts';
import type { actions } from './routes.ts';

const price: Answer<'convertPrice'> = {
  amountMinor: 1,
  amount: '0.01',
  rate: '1',
  asOf: '2020-01-20',
};
const money = { amountMinor: z.int(), from: z.string(), to: z.string() };
const answer = async () => price;

const languageOf = vi.fn(async () => 'en');

/** What an action's webhook answers to `input`, as anonymous. */
async function ask(
  handler: ReturnType<typeof actions>['convertPrice'],
  input: object,
): Promise<readonly [status: number, body: unknown]> {
  let status = 200;
  let body: unknown;
  const response = {
    status(code: number) {
      status = code;
      return response;
    },
    json(value: unknown) {
      body = value;
    },
  };
  const request = {
    body: { input, session_variables: { 'x-hasura-role': 'anonymous' } },
    log: { info: () => undefined },
    get: () => undefined,
    languageOf,
  };
  await handler(request as unknown as Request, response as unknown as Response, () => undefined);
  return [status, body];
}

test('answers what is declared and nothing more', async () => {
  const wide = { ...price, passwordHash: 'secret' };
  const handler = action('convertPrice', z.object(money), async () => wide);
  expect(await ask(handler, { amountMinor: 1, from: 'EUR', to: 'USD' })).toEqual([200, price]);
});

test('an answer that is not as declared is a fault of ours, not of the caller', async () => {
  const odd = async () => ({ ...price, asOf: null }) as unknown as Answer<'convertPrice'>;
  const handler = action('convertPrice', z.object(money), odd);
  await expect(ask(handler, { amountMinor: 1, from: 'EUR', to: 'USD' })).rejects.toThrow('asOf');
});

test('names the fields that are wrong', async () => {
  const handler = action('convertPrice', z.object(money), answer);
  expect(await ask(handler, { amountMinor: 0.5, from: 'EUR' })).toMatchObject([
    400,
    { extensions: { code: 'validation-failed', fields: { amountMinor: expect.anything() } } },
  ]);
});

test('asks for the language of the caller only to refuse', async () => {
  const handler = action('convertPrice', z.object(money), answer);
  languageOf.mockClear();
  await ask(handler, { amountMinor: 1, from: 'EUR', to: 'USD' });
  expect(languageOf).not.toHaveBeenCalled();
  await ask(handler, { amountMinor: 1, from: 'EUR' });
  expect(languageOf).toHaveBeenCalledOnce();
});

test('a handler that has drifted from its declaration does not compile', () => {
  const { to: _to, ...less } = money;
  // @ts-expect-error: the argument `to` is not read
  action('convertPrice', z.object(less), answer);
  // @ts-expect-error: there is no argument `via`
  action('convertPrice', z.object({ ...money, via: z.string() }), answer);
  // @ts-expect-error: amountMinor is a number
  action('convertPrice', z.object({ ...money, amountMinor: z.string() }), answer);
  // @ts-expect-error: an answer has a rate
  action('convertPrice', z.object(money), async () => ({ amountMinor: 1, amount: 1, asOf: '' }));
  const me = action('me', z.object({}), async () => ({}) as Answer<'me'>);
  // @ts-expect-error: the route of one action cannot call the handler of another
  const wrong: Pick<ReturnType<typeof actions>, 'convertPrice'> = { convertPrice: me };
  expect(wrong).toBeDefined();
});

test('a handler of events that has drifted from its table does not compile', () => {
  const run = async () => undefined;
  const database = {} as Parameters<typeof event>[1];
  event('media_changed', database, z.object({ id: z.int() }), run);
  // @ts-expect-error: media has no column `title`
  event('media_changed', database, z.object({ title: z.string() }), run);
  // @ts-expect-error: a media may have no type yet
  event('media_changed', database, z.object({ content_type: z.string() }), run);
});
