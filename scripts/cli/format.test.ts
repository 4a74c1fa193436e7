import { expect, test } from 'vitest';
import { format } from './format.ts';

const ROWS = [
  { id: 1, name: 'plain', prices: { EUR: 3 } },
  { id: 22, name: 'a "quoted", one', prices: null },
];

test('csv quotes what needs quotes, and nothing else', () => {
  expect(format(ROWS, 'csv')).toBe(
    'id,name,prices\r\n1,plain,"{""EUR"":3}"\r\n22,"a ""quoted"", one",\r\n',
  );
});

test('a table keeps its columns below each other', () => {
  expect(format(ROWS, 'table')).toBe(
    'id  name             prices\n1   plain            {"EUR":3}\n22  a "quoted", one\n',
  );
});

test('one object is a list of one; json and yaml say it as it is', () => {
  expect(format({ ok: true }, 'csv')).toBe('ok\r\ntrue\r\n');
  expect(JSON.parse(format(ROWS, 'json'))).toEqual(ROWS);
  expect(format({ ok: true }, 'yaml')).toBe('ok: true\n');
});
