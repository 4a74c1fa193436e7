import { expect, test } from 'vitest';
import { openLog } from './log.ts';

const collect = (options: Parameters<typeof openLog>[0]) => {
  const lines: { type: string; level: string; timestamp: string; detail: unknown }[] = [];
  const log = openLog(options, { write: (line) => lines.push(JSON.parse(line)) });
  return { log, lines };
};

test('writes one JSON line with type, timestamp, level and detail', () => {
  const { log, lines } = collect({ types: ['startup'], level: 'info' });
  log.write('startup', 'info', { kind: 'server', info: 'listening' });
  expect(lines).toEqual([
    {
      type: 'startup',
      level: 'info',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      detail: { kind: 'server', info: 'listening' },
    },
  ]);
});

test('drops a type that was not selected and a level below the threshold, never an internal type', () => {
  const { log, lines } = collect({ types: ['http-log'], level: 'warn' });
  log.write('query-log', 'error', {});
  log.write('http-log', 'info', {});
  log.write('http-log', 'error', {});
  log.write('pg-client', 'warn', {});
  expect(lines.map(({ type, level }) => `${type} ${level}`)).toEqual([
    'http-log error',
    'pg-client warn',
  ]);
  expect(log.isEnabled('query-log', 'error')).toBe(false);
});
