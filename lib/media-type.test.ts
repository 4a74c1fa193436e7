import { expect, test } from 'vitest';
import { lieOf } from './media-type.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const EXE = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);

test('believes bytes that are what they claim to be', async () => {
  expect(await lieOf(PNG, 'image/png')).toBeUndefined();
  expect(await lieOf(Buffer.from('sku,name\n1,Fjörd\n'), 'text/csv')).toBeUndefined();
  expect(await lieOf(Buffer.from('{"a":1}'), 'application/json')).toBeUndefined();
});

test('names the lie', async () => {
  expect(await lieOf(EXE, 'image/png')).toBe(
    'the bytes are application/x-msdownload, not image/png',
  );
  expect(await lieOf(PNG, 'image/jpeg')).toBe('the bytes are image/png, not image/jpeg');
  expect(await lieOf(PNG, 'text/plain')).toBe('the bytes are image/png, not text/plain');
  expect(await lieOf(Buffer.from('hello'), 'image/png')).toBe('the bytes are not image/png');
  expect(await lieOf(Buffer.from([65, 0, 66]), 'text/plain')).toBe('the bytes are not text');
  expect(await lieOf(Buffer.from([0xc3, 0x28]), 'text/plain')).toBe('the bytes are not text');
});

test('a character cut at the end of the head is no fault', async () => {
  expect(await lieOf(Buffer.from('æ').subarray(0, 1), 'text/plain')).toBeUndefined();
});
