import { expect, test } from 'vitest';
import { JsonWriter } from './json-writer.ts';

test('writes texts as JSON.stringify does', () => {
  const texts = [
    '',
    'plain',
    'of "a\\b"',
    'two\nlines',
    '\u007f',
    'Grüße',
    '👋',
    '\ud800',
    '"'.repeat(9000),
  ];
  for (const text of texts) {
    const writer = new JsonWriter();
    writer.json(text);
    expect(String(writer.cut())).toBe(JSON.stringify(text));
  }
});

test('fills templates with both names', () => {
  const writer = new JsonWriter();
  const pieces = ['<', ':', '>'].map((piece) => Buffer.from(piece));
  writer.fill({ pieces, isTypeBehind: [false, true] }, 'name', 'Type');
  writer.fill({ pieces, isTypeBehind: [true, false] }, 'name', 'Type');
  expect(String(writer.cut())).toBe('<name:Type><Type:name>');
});

test('pieces stay as they were when more is written', () => {
  const writer = new JsonWriter();
  const parts = Array.from({ length: 3000 }, (_, i) => {
    writer.ascii(`part ${i} `.repeat(100));
    return writer.cut();
  });
  expect(parts.map(String)).toEqual(parts.map((_, i) => `part ${i} `.repeat(100)));
});
