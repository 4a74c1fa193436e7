import { expect, test } from 'vitest';
import type { CellFormat, RowShape } from '../compile/row-shape.ts';
import { compileShape } from './row-program.ts';
import { RowWriter } from './row-writer.ts';

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function cellBytes(cell: string | Buffer | null): Buffer {
  if (cell === null) return int32(-1);
  const bytes = Buffer.from(cell);
  return Buffer.concat([int32(bytes.length), bytes]);
}

const dataRow = (cells: readonly (string | Buffer | null)[]): Buffer =>
  Buffer.concat([Buffer.from([0, cells.length]), ...cells.map(cellBytes)]);

/** A `bytea[]` of rows and cells, as it comes in the binary format. */
function array(rows: readonly (readonly (string | Buffer | null)[])[]): Buffer {
  const head = [0, 1, 17].map(int32);
  if (rows.length === 0) return Buffer.concat([int32(0), ...head.slice(1)]);
  const dimensions = [2, 1, 17, rows.length, 1, rows[0]?.length ?? 0, 1].map(int32);
  return Buffer.concat([...dimensions, ...rows.flat().map(cellBytes)]);
}

function written(
  shape: RowShape,
  rows: readonly (readonly (string | Buffer | null)[])[],
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

test.each([0n, 9n, 10n, -1n, 2n ** 31n, -(2n ** 31n), 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)])(
  'prints eight bytes: %s',
  (value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    const writer = new RowWriter(compileShape(one('int64')), false);
    const row = dataRow([bytes]);
    writer.row(row, 0, row.length);
    expect(String(writer.finish())).toBe(`{"v":${value}}`);
  },
);

test('prints lists inside of lists, and grows where they need it', () => {
  const list = (key: string, shape: RowShape, isList = true): RowShape => ({
    entries: [{ kind: 'rows', key, shape, isList }],
  });
  const shape = list('outer', list('inner', one('string')));
  const long = '"'.repeat(3000);
  const inner = array([['a'], [null], [long]]);
  expect(written(shape, [[array([[inner], [array([])], [null]])], [array([])], [null]])).toEqual([
    { outer: [{ inner: [{ v: 'a' }, { v: null }, { v: long }] }, { inner: [] }, { inner: null }] },
    { outer: [] },
    { outer: null },
  ]);
  const first = list('it', one('number'), false);
  expect(written(first, [[array([['1']])], [array([])]])).toEqual([{ it: { v: 1 } }, { it: null }]);
});

test('no row is an empty list, or null', () => {
  expect(written(one('number'), [])).toEqual([]);
  expect(written(one('number'), [], false)).toBe(null);
  expect(written(one('number'), [['1']], false)).toEqual({ v: 1 });
});
