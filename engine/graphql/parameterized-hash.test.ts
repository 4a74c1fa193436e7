import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { parameterizedHash } from './parameterized-hash.ts';

const hashOf = (text: string): string => {
  const definition = parse(text).definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (!definition) throw new Error('no operation');
  return parameterizedHash({ definition, fragments: new Map() });
};

test('is the same for other values, and for a variable in place of one', () => {
  const hash = hashOf('{ a(where: { id: { _eq: 1 } }, limit: 2) { id } }');
  expect(hash).toMatch(/^[0-9a-f]{40}$/);
  expect(hashOf('{ a(where: { id: { _eq: 3 } }, limit: 4) { id } }')).toBe(hash);
  expect(hashOf('query q($n: Int) { a(where: { id: { _eq: 3 } }, limit: $n) { id } }')).toBe(hash);
});
test('differs with what is asked', () => {
  const hash = hashOf('{ a { id } }');
  expect(hashOf('{ a { name } }')).not.toBe(hash);
  expect(hashOf('{ a(limit: 1) { id } }')).not.toBe(hash);
  expect(hashOf('mutation { a { id } }')).not.toBe(hash);
});
