import { expect, test } from 'vitest';
import type { Row } from './part.ts';
import { renderChange, renderTable } from './table.ts';

const engine: Row = {
  name: 'engine',
  state: 'ready',
  url: 'http://127.0.0.1:8080',
  way: 'this project',
  note: '',
};
const temporal: Row = {
  name: 'temporal',
  state: 'degraded',
  url: '127.0.0.1:8083',
  way: '-',
  note: 'reminders wait: no Go\nno more',
};

test('lines the parts up, and says below each what is wrong with it', () => {
  expect(renderTable([engine, temporal])).toBe(`
  part      state     address                found by
  --------  --------  ---------------------  ------------
  engine    ready     http://127.0.0.1:8080  this project
  temporal  degraded  127.0.0.1:8083         -
      reminders wait: no Go
      no more
`);
});

test('tells one change on one line', () => {
  expect(renderChange(engine)).toBe('engine: ready http://127.0.0.1:8080');
  expect(renderChange(temporal)).toBe('temporal: degraded (reminders wait: no Go)');
});
