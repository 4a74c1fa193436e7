import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../platform/programs.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

test('every dependency has its line in the decision record', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >;
  // A row may name a family, or the members of one scope: \`@temporalio/client\`, \`worker\`.
  const rows = read('docs/adr/0002-dependencies.md')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const isListed = (name: string): boolean => {
    const [scope = '', member] = name.split('/');
    return rows.some(
      (row) =>
        row.includes(`\`${name}\``) ||
        row.includes(`\`${scope}/*\``) ||
        (member !== undefined && row.includes(`\`${scope}/`) && row.includes(`\`${member}\``)),
    );
  };
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => !isListed(name),
  );
  expect(missing).toEqual([]);
});
