import { expect, test } from 'vitest';
import type { CellFormat, RowShape } from '../compile/row-shape.ts';
import { compileShape } from './row-program.ts';
import { RowWriter } from './row-writer.ts';

function dataRow(cells: readonly (string | null)[]): Buffer {
  const parts = cells.flatMap((cell) => {
    const length = Buffer.alloc(4);
    if (cell === null) return [Buffer.from([255, 255, 255, 255])];
    const bytes = Buffer.from(cell);
    length.writeInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat([Buffer.from([0, cells.length]), ...parts]);
}

function written(
  shape: RowShape,
  rows: readonly (readonly (string | null)[])[],
  isList = true,
): unknown {
  const writer = new RowWriter(compileShape(shape), isList);
  for (const row of rows) {
    const data = dataRow(row);
    writer.row(data, 0, data.length);
  }
  return JSON.parse(writer.finish().toString('utf8'));
}
const one = (format: CellFormat): RowShape => ({ entries: [{ kind: 'cell', key: 'v', format }] });
const cell = (format: CellFormat, text: string) =>
  (written(one(format), [[text]]) as { v: unknown }[])[0]?.v;

test.each<[CellFormat, string, unknown]>([
  ['number', '42', 42],
  ['number', '-1.5', -1.5],
  ['number', 'NaN', 'NaN'],
  ['number', '-Infinity', '-Infinity'],
  ['boolean', 't', true],
  ['boolean', 'f', false],
  ['json', '{"a": [1]}', { a: [1] }],
  ['timestamp', '2020-01-02 03:04:05.678', '2020-01-02T03:04:05.678'],
  ['timestamptz', '2020-01-02 03:04:05+00', '2020-01-02T03:04:05+00:00'],
  ['timestamptz', '2020-01-02 03:04:05-07', '2020-01-02T03:04:05-07:00'],
  ['timestamptz', '2020-01-02 03:04:05+05:30', '2020-01-02T03:04:05+05:30'],
  ['timestamptz', 'infinity', 'infinity'],
])('prints %s %s', (format, text, value) => expect(cell(format, text)).toEqual(value));

test('escapes what JSON must not hold bare', () => {
  const all = Array.from({ length: 0x250 }, (_, i) => String.fromCharCode(i + 1)).join('');
  expect(cell('string', all)).toBe(all);
  expect(cell('string', `${'x'.repeat(9000)}"${'ø'.repeat(9000)}`)).toBe(
    `${'x'.repeat(9000)}"${'ø'.repeat(9000)}`,
  );
});

test('skips the columns of a related row that is not there', () => {
  const shape: RowShape = {
    entries: [
      {
        kind: 'object',
        key: 'a',
        shape: {
          entries: [
            { kind: 'cell', key: 'b', format: 'number' },
            { kind: 'object', key: 'c', shape: one('string') },
          ],
        },
      },
      { kind: 'cell', key: 'z', format: 'number' },
      { kind: 'constant', key: '__typename', json: '"t"' },
    ],
  };
  expect(
    written(shape, [
      [null, null, null, null, '1'],
      ['t', '5', null, null, '2'],
      ['t', '6', 't', 'x', '3'],
    ]),
  ).toEqual([
    { a: null, z: 1, __typename: 't' },
    { a: { b: 5, c: null }, z: 2, __typename: 't' },
    { a: { b: 6, c: { v: 'x' } }, z: 3, __typename: 't' },
  ]);
});

test('no row is an empty list, or null', () => {
  expect(written(one('number'), [])).toEqual([]);
  expect(written(one('number'), [], false)).toBe(null);
  expect(written(one('number'), [['1']], false)).toEqual({ v: 1 });
});
