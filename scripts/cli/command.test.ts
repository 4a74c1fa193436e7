import { expect, test } from 'vitest';
import { type Command, describeFlag, id, missingFlags, service, text, word } from './command.ts';

test('the help of a flag says what it takes, and whether it has to be there', () => {
  expect([
    describeFlag(id),
    describeFlag(id.optional()),
    describeFlag(text.default('default')),
    describeFlag(word(['NONE', 'GOLDEN_CIRCLE'])),
  ]).toEqual([
    { hint: 'number', about: 'needed' },
    { hint: 'number', about: 'optional' },
    { hint: 'text', about: 'default: default' },
    { hint: 'none|golden-circle', about: 'needed' },
  ]);
});

test('what has to be there is missed, what has a default is not', () => {
  const flags = { cart: id, name: text, size: id.default(10), after: id.optional() };
  const command: Command = service('any')('one', 'does it', flags, async () => undefined);
  expect(missingFlags(command, { name: 'n' })).toEqual(['cart']);
});
