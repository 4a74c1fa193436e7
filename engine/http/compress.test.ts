import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { chooseEncoding, compress } from './compress.ts';

test('takes what the client prefers, and nothing for small answers', () => {
  const choose = (accepted: string | undefined) => chooseEncoding(accepted, 5000);
  expect(choose('gzip, deflate, br')).toBe('gzip');
  expect(choose('br')).toBe('br');
  expect(choose('gzip;q=0.5, br;q=0.8')).toBe('br');
  expect(choose('gzip;q=0, *;q=0')).toBeNull();
  expect(choose('*')).toBe('gzip');
  expect(choose('identity')).toBeNull();
  expect(choose(undefined)).toBeNull();
  expect(chooseEncoding('gzip', 700)).toBe('gzip');
  expect(chooseEncoding('gzip', 699)).toBeNull();
  expect(chooseEncoding('gzip, identity;q=0.1', 699)).toBeNull();
});

test('compresses a small answer for a client that takes no other', () => {
  expect(chooseEncoding('gzip, identity;q=0', 10)).toBe('gzip');
  expect(chooseEncoding('gzip, *;q=0', 10)).toBe('gzip');
  expect(chooseEncoding('*;q=0', 10)).toBeNull();
});

test('gives back what went in, small and large', async () => {
  for (const size of [2000, 200_000]) {
    const bytes = Buffer.alloc(size, 'nordkapp');
    expect(gunzipSync(await compress(bytes, 'gzip')).equals(bytes)).toBe(true);
    expect(brotliDecompressSync(await compress(bytes, 'br')).equals(bytes)).toBe(true);
  }
});
