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
  expect(chooseEncoding('gzip', 500)).toBeNull();
});

test('gives back what went in, small and large', async () => {
  for (const size of [2000, 200_000]) {
    const bytes = Buffer.alloc(size, 'nordkapp');
    expect(gunzipSync(await compress(bytes, 'gzip')).equals(bytes)).toBe(true);
    expect(brotliDecompressSync(await compress(bytes, 'br')).equals(bytes)).toBe(true);
  }
});
