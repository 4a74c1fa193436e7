import { expect, test } from 'vitest';
import { ident, param, render, renderWith, sql, typeName } from './sql.ts';

const value = { from: 'variable', path: ['v'], as: 'scalar' } as const;

test('equal parameters of one type share a number, those of two types do not', () => {
  const query = sql`SELECT ${param(value, typeName('real'))}, ${param(value, typeName('double precision'))}, ${param(value, typeName('real'))}`;
  expect(render(query)).toEqual({
    text: 'SELECT ($1)::real, ($2)::double precision, ($1)::real',
    params: [value, value],
  });
});

test('placeholders may stand for columns of a row', () => {
  const query = sql`SELECT ${param(value, typeName('integer'))}`;
  expect(renderWith(query, (number) => `v->>${number}`).text).toBe('SELECT (v->>1)::integer');
});

test('names are quoted whole', () => {
  expect(render(sql`${ident('a"b', 'c.d')}`).text).toBe('"a""b"."c.d"');
  expect(() => ident('x'.repeat(64))).toThrow('cut');
  expect(() => typeName("int'; drop table x")).toThrow('not a type');
});
