import type { InputFieldDef } from '../schema/model.ts';
import { named, nonNull } from '../schema/type-ref.ts';

/** The directives of a query, and where each may stand. */
export interface DirectiveDef {
  readonly name: string;
  readonly description: string | null;
  readonly locations: readonly string[];
  readonly args: readonly InputFieldDef[];
}

const argument = (
  name: string,
  type: string,
  description: string | null,
  defaultValue: string | null,
): InputFieldDef => ({
  name,
  description,
  type: nonNull(named(type)),
  defaultValue,
  means: { kind: 'plain' },
});
const SELECTIONS = ['FIELD', 'FRAGMENT_SPREAD', 'INLINE_FRAGMENT'];

export const DIRECTIVES: readonly DirectiveDef[] = [
  {
    name: 'include',
    description: 'whether this query should be included',
    locations: SELECTIONS,
    args: [argument('if', 'Boolean', null, null)],
  },
  {
    name: 'skip',
    description: 'whether this query should be skipped',
    locations: SELECTIONS,
    args: [argument('if', 'Boolean', null, null)],
  },
  {
    name: 'cached',
    description: 'whether this query should be cached (Hasura Cloud only)',
    locations: ['QUERY'],
    args: [
      argument('ttl', 'Int', 'measured in seconds', '60'),
      argument('refresh', 'Boolean', 'refresh the cache entry', 'false'),
    ],
  },
];
