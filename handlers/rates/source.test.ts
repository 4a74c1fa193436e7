import { expect, test } from 'vitest';
import { readEcb } from './ecb.ts';
import { readJson } from './json.ts';

const ECB = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<Cube>
		<Cube time='2020-01-20'>
			<Cube currency='USD' rate='1.1085'/>
			<Cube currency='CZK' rate='25.137'/>
		</Cube>
		<Cube time='2020-01-17'>
			<Cube currency='USD' rate='9'/>
		</Cube>
	</Cube>
</gesmes:Envelope>`;

test('reads the newest day of the ECB, to the digit', () => {
  expect(readEcb(ECB)).toEqual({ date: '2020-01-20', rates: { USD: '1.1085', CZK: '25.137' } });
});

test('reads what most services answer', () => {
  expect(readJson('{"base":"EUR","date":"2020-01-20","rates":{"USD":1.1108}}')).toEqual({
    date: '2020-01-20',
    rates: { USD: '1.1108' },
  });
});

test.each([
  ['an error page', readEcb, '<html>'],
  ['another base', readJson, '{"base":"USD","date":"2020-01-20","rates":{"EUR":0.9}}'],
  ['a rate of nothing', readJson, '{"base":"EUR","date":"2020-01-20","rates":{"USD":0}}'],
] as const)('refuses %s', (_what, read, text) => {
  expect(() => read(text)).toThrow();
});
