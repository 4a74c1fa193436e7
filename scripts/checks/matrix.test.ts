import { expect, test } from 'vitest';
import { problemsOf } from './matrix.ts';

const tracked = (...names: readonly string[]) => ({
  sources: [
    {
      tables: names.map((name) => {
        const [schema = '', table = ''] = name.split('.');
        return { table: { schema, name: table } };
      }),
    },
  ],
});

test('names a tracked table without an entry, and an entry without a tracked table', () => {
  const known = new Set(['task', 'gone', 'ops.audit_log']);
  const metadata = tracked('public.task', 'public.room', 'ops.audit_log', 'ops.outbox_event');
  expect(problemsOf(metadata, known)).toEqual([
    'room is tracked, and no file of test/permissions says who may see it',
    'ops.outbox_event is tracked, and no file of test/permissions says who may see it',
    'gone is in test/permissions, and not tracked',
  ]);
});

test('has nothing to say where both agree', () => {
  expect(problemsOf(tracked('public.task'), new Set(['task']))).toEqual([]);
});
