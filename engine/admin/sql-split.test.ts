import { expect, test } from 'vitest';
import { splitStatements } from './sql-split.ts';

const splits = (text: string, expected: readonly string[]): void =>
  expect(splitStatements(text).map((statement) => statement.trim())).toEqual(expected);

test('splits at semicolons', () => splits('a; b ;c', ['a', 'b', 'c']));
test('leaves out what holds nothing', () => splits(' ; -- x\n; /* y; */', []));
test('keeps strings', () =>
  splits("select ';'; select 'it''s;'", ["select ';'", "select 'it''s;'"]));
test('knows escapes of E strings alone', () =>
  splits("select E'\\';'; select '\\'; select 1", ["select E'\\';'", "select '\\'", 'select 1']));
test('keeps quoted names', () => splits('select 1 as ";"; b', ['select 1 as ";"', 'b']));
test('keeps dollar quotes', () =>
  splits('do $$ a; b $$; do $f$ $$;$$ $f$; c', ['do $$ a; b $$', 'do $f$ $$;$$ $f$', 'c']));
test('takes a dollar inside of a name for what it is', () => splits('a$1; b$2', ['a$1', 'b$2']));
test('knows that comments nest', () => splits('/* /* ; */ ; */ a; b', ['/* /* ; */ ; */ a', 'b']));
