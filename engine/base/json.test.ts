import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson, stringifyJson } from './json.ts';
import { JsonNumber } from './json-number.ts';

const keeps = (text: string) => expect(stringifyJson(parseJson(text))).toBe(text);

test('keeps every digit of numbers that a double cannot hold', () => {
  keeps('9223372036854775807');
  keeps('{"a":[-12345678901234567890.123456789,{"b":1e400}]}');
  expect(parseJson('9007199254740993')).toEqual(new JsonNumber('9007199254740993'));
});

test('reads numbers that a double holds as numbers', () => {
  expect(parseJson('[1, 2.5, 1234567890123456, 0.00000000000000001, 1e300]')).toEqual([
    1, 2.5, 1234567890123456, 1e-17, 1e300,
  ]);
});

test('leaves digits inside of strings alone', () => {
  expect(parseJson('{"12345678901234567890":"\\"12345678901234567890"}')).toEqual({
    '12345678901234567890': '"12345678901234567890',
  });
});

test('keeps a key that names the prototype', () => {
  keeps('{"__proto__":12345678901234567890}');
});

test('refuses what JSON.parse refuses', () => {
  expect(() => parseJson('{"a":12345678901234567890,}')).toThrow(SyntaxError);
});

test('agrees with JSON wherever doubles suffice', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(stringifyJson(parseJson(text))).toBe(text);
    }),
  );
});
