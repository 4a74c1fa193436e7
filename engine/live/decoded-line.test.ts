import { expect, test } from 'vitest';
import { decodedTables } from './decoded-line.ts';

test.each([
  ["table public.item: INSERT: id[integer]:1 name[text]:'table a.b: DELETE: '", ['public\0item']],
  ['table "My Schema"."a: b.""c": UPDATE: id[integer]:1', ['My Schema\0a: b."c']],
  ['table public.a, public."B": TRUNCATE: (no-flags)', ['public\0a', 'public\0B']],
  ['table öffentlich.größe: DELETE: (no-tuple-data)', ['öffentlich\0größe']],
  ['BEGIN', []],
  ['message: transactional: 0 prefix: table x.y: INSERT', []],
])('%s', (line, tables) => expect(decodedTables(line)).toEqual(tables));
