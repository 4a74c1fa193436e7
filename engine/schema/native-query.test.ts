import { expect, test } from 'vitest';
import { piecesOf } from './native-query.ts';

test('a native query is cut at its arguments', () => {
  expect(piecesOf('select * from a where b = {{ c }} and d > {{e}}')).toEqual([
    { kind: 'text', text: 'select * from a where b = ' },
    { kind: 'argument', name: 'c' },
    { kind: 'text', text: ' and d > ' },
    { kind: 'argument', name: 'e' },
  ]);
  expect(piecesOf('{{a}}')).toEqual([{ kind: 'argument', name: 'a' }]);
});
