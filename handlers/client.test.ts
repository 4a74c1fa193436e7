import { expect, test } from 'vitest';
import { clientOf } from './client.ts';

const from = (headers: Readonly<Record<string, string>>) =>
  clientOf({ get: (name: string) => headers[name] } as Parameters<typeof clientOf>[0]);

test.each([
  [{}, undefined],
  [{ 'x-forwarded-for': '203.0.113.7, 10.0.0.1' }, '203.0.113.7'],
  [{ 'x-real-ip': '2001:db8::1' }, '2001:db8::1'],
  [{ 'x-forwarded-for': "'; DROP TABLE" }, undefined],
] as const)('the address in %j is %s', (headers, address) => {
  expect(from(headers as Record<string, string>).ipAddress).toBe(address);
});

test('a user agent is kept at a length that can be shown', () => {
  expect(from({ 'x-forwarded-user-agent': 'x'.repeat(5_000) }).userAgent).toHaveLength(300);
});
