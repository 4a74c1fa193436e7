import { expect, test } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

const parse = (...argv: string[]) => parseOptions(argv, '/home/me', '/project');

test('stands on its own without options', () => {
  expect(parse()).toEqual({ port: 8080, dataDir: '/project/.data', reset: false, help: false });
});

test('takes a folder relative to where the caller stands', () => {
  expect(parse('--data-dir', 'here')).toMatchObject({ dataDir: '/home/me/here' });
  expect(parse('--data-dir=/there')).toMatchObject({ dataDir: '/there' });
});

test.each([
  ['--port', 'x'],
  ['--port', '0'],
  ['--port', '65530'],
  ['--port', ''],
  ['--prot', '1'],
  ['--data-dir', ''],
  ['stray'],
])('refuses %s %s', (...argv) => {
  expect(() => parse(...argv)).toThrow(UsageError);
});
