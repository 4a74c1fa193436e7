import { keyOf, type QualifiedKey } from '../catalog/model.ts';

const PART = '(?:"(?:[^"]|"")*"|[^".,:\\s]+)';
const TABLES = new RegExp(`^table (${PART}\\.${PART}(?:, ${PART}\\.${PART})*): [A-Z]`);
const NAME = new RegExp(`(${PART})\\.(${PART})`, 'g');

/** The tables of a line of test_decoding; a TRUNCATE may name several. */
export function decodedTables(line: string): readonly QualifiedKey[] {
  const names = TABLES.exec(line)?.[1];
  if (names === undefined) return [];
  return [...names.matchAll(NAME)].map(([, schema = '', name = '']) =>
    keyOf({ schema: unquote(schema), name: unquote(name) }),
  );
}

const unquote = (part: string): string =>
  part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
