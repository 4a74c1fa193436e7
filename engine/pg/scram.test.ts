import { expect, test } from 'vitest';
import { startScram } from './scram.ts';

// The example of RFC 7677, section 3; Postgres leaves the user's name out, which changes the proof, so the
// exchange below was made by Postgres's own arithmetic over an empty name.
const NONCE = 'rOprNGfwEbeRWgbNEkqO';
const CHALLENGE = `r=${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`;

test('opens without channel binding and continues the nonce of the server', () => {
  const client = startScram('pencil', NONCE);
  expect(client.first).toBe(`n,,n=,r=${NONCE}`);
  expect(client.answer(CHALLENGE)).toMatch(
    /^c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj\)hNlF\$k0,p=[A-Za-z0-9+/]{43}=$/,
  );
});

test('refuses a server with another nonce, absurd iterations or a wrong signature', () => {
  expect(() => startScram('p', NONCE).answer('r=other,s=AAAA,i=4096')).toThrow('nonce');
  expect(() => startScram('p', NONCE).answer(`r=${NONCE}x,s=AAAA,i=99999999999`)).toThrow(
    'iterations',
  );
  const client = startScram('pencil', NONCE);
  client.answer(CHALLENGE);
  expect(() => client.verify('v=AAAA')).toThrow('signature');
});
