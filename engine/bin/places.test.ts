import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { transform } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { openPlaces } from './places.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-places-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a place is the one that the whole map of Node has', async () => {
  const source = Array.from(
    { length: 40 },
    (_, i) =>
      `export function f${i}(a: number, b = "${'x'.repeat(i)}"): string {\n  return a + b;\n}`,
  ).join('\n\n');
  const { code, map } = await transform(source, {
    loader: 'ts',
    sourcemap: true,
    sourcefile: 'some.ts',
    minifyWhitespace: true,
    lineLimit: 200,
  });
  const file = path.join(folder, 'some.js.map');
  writeFileSync(file, map);
  const placeIn = openPlaces(file);
  const whole = new SourceMap(JSON.parse(map) as SourceMapPayload);
  const lines = code.split('\n').slice(0, -1);
  expect(lines.length).toBeGreaterThan(10);
  for (const [line, text] of lines.entries())
    for (let column = 0; column < text.length; column++) {
      const entry = whole.findEntry(line, column);
      // Where a line begins with what has no source, Node answers with the end of the line before.
      if (!('originalSource' in entry) || entry.generatedLine !== line) continue;
      const { originalSource, originalLine, originalColumn } = entry;
      const place = `${originalSource}:${originalLine + 1}:${originalColumn + 1}`;
      expect(placeIn(line + 1, column + 1)).toBe(place);
    }
  expect(placeIn(lines.length + 9, 1)).toBeUndefined();
});
