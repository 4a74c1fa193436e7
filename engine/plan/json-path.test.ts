import { expect, test } from 'vitest';
import { parseJsonPath } from './json-path.ts';

test.each([
  ['$', []],
  ['a', ['a']],
  ['$.a.b', ['a', 'b']],
  ['$a', ['a']],
  ['.a-b._c1', ['a-b', '_c1']],
  ['arr[0].x', ['arr', '0', 'x']],
  ['[0]', ['0']],
  ['$.objs[0].你好', ['objs', '0', '你好']],
  [`$["hello world!"]['!@#$%^']`, ['hello world!', '!@#$%^']],
  [`a.[1].["b"].['c']`, ['a', '1', 'b', 'c']],
  [String.raw`["a\"b"]['c\'d']`, ['a"b', "c'd"]],
])('reads %s', (text, steps) => expect(parseJsonPath(text, ['path'])).toEqual(steps));

test.each(['', '$.', '.', 'a..b', 'a.0', 'a b', '$.!', 'a]', 'arr[', 'arr[a]', "arr['a", '$$'])(
  'refuses %j',
  (text) =>
    expect(() => parseJsonPath(text, ['path'])).toThrow(
      `parse json path error: ${text}. Accept letters, digits, underscore (_) or hyphen (-) only. Use quotes enclosed in bracket (["..."]) if there is any special character`,
    ),
);
