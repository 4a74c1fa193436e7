import { expect, test } from 'vitest';
import { z } from 'zod';
import { EnvError, port, readEnv } from './env.ts';

const shape = { URL: z.url(), SECRET: z.string().min(4), PORT: port.default(3000) };

test('lists every problem at once, an empty variable as a missing one', () => {
  expect(() => readEnv(shape, { SECRET: 'abc', URL: '', PORT: '99999' })).toThrow(EnvError);
  expect(() => readEnv(shape, { SECRET: 'abc', URL: '', PORT: '99999' })).toThrow(
    /URL is missing\n {2}SECRET: .*\n {2}PORT: /,
  );
});

test('fills in defaults and converts', () => {
  expect(readEnv(shape, { URL: 'http://a.test', SECRET: 'abcd' })).toEqual({
    URL: 'http://a.test',
    SECRET: 'abcd',
    PORT: 3000,
  });
});
