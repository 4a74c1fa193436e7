import { expect, test } from 'vitest';
import { corsHeaders, preflightHeaders } from './cors.ts';

const mayRead = (domains: '*' | string[], origin: string) =>
  corsHeaders({ isDisabled: false, domains }, { origin })['access-control-allow-origin'] === origin;

test('lets any origin read unless domains are named', () => {
  expect(mayRead('*', 'http://a.b')).toBe(true);
  expect(mayRead(['http://a.b'], 'http://a.b')).toBe(true);
  expect(mayRead(['http://a.b'], 'https://a.b')).toBe(false);
  expect(mayRead(['http://a.b'], 'http://a.b:81')).toBe(false);
});

test('a wildcard stands for hosts below the domain', () => {
  const domains = ['https://*.example.com'];
  expect(mayRead(domains, 'https://a.example.com')).toBe(true);
  expect(mayRead(domains, 'https://a.b.example.com')).toBe(false);
  expect(mayRead(domains, 'https://example.com')).toBe(false);
  expect(mayRead(domains, 'https://.example.com')).toBe(false);
  expect(mayRead(domains, 'https://evil.com/a.example.com')).toBe(false);
});

test('sends nothing where CORS is disabled or no origin asks', () => {
  expect(corsHeaders({ isDisabled: true, domains: '*' }, { origin: 'http://a' })).toEqual({});
  expect(corsHeaders({ isDisabled: false, domains: '*' }, {})).toEqual({});
});

test('answers a preflight with the headers that were asked for', () => {
  const headers = { origin: 'http://a', 'access-control-request-headers': 'x-a,x-b' };
  expect(preflightHeaders({ isDisabled: false, domains: '*' }, headers)).toMatchObject({
    'access-control-allow-origin': 'http://a',
    'access-control-allow-credentials': 'true',
    'access-control-allow-headers': 'x-a,x-b',
    'access-control-max-age': '1728000',
  });
});
