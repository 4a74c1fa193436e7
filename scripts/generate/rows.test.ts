import { expect, test } from 'vitest';
import { printRows } from './rows.ts';

test('prints a row as to_json writes it', () => {
  const column = (name: string, type: string, isNullable = false, isArray = false) => ({
    table: 'task_list',
    column: name,
    type,
    isNullable,
    isArray,
  });
  const columns = [
    column('id', 'int4'),
    column('due_at', 'timestamptz', true),
    column('tags', 'text', false, true),
    column('extra', 'jsonb', true),
  ];
  expect(printRows(columns)).toContain(`export interface TaskListRow {
  readonly id: number;
  readonly due_at: string | null;
  readonly tags: readonly (string | null)[];
  readonly extra: unknown;
}
`);
});
