import type { DirectiveNode } from 'graphql';
import { EngineError, type JsonPath } from '../base/error.ts';
import type { InputFieldDef } from '../schema/model.ts';
import { byName } from '../schema/registry.ts';
import { named, nonNull } from '../schema/type-ref.ts';
import { type InputField, type RequestValues, readArguments } from './input.ts';

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

/** Hasura's own, which introspection does not show: the engine takes any number of fields without it. */
const HIDDEN: readonly DirectiveDef[] = [
  {
    name: '_multiple_top_level_fields',
    description: null,
    locations: ['SUBSCRIPTION'],
    args: [],
  },
];
const KNOWN = byName([...DIRECTIVES, ...HIDDEN]);

/** Where a directive stands, and what that is called in an error. */
const PLACE = {
  QUERY: 'a query',
  MUTATION: 'a mutation',
  SUBSCRIPTION: 'a subscription',
  FIELD: 'a field',
  FRAGMENT_SPREAD: 'a fragment spread',
  INLINE_FRAGMENT: 'an inline fragment',
} as const;
type Place = keyof typeof PLACE;

/** Directives as they were written → their arguments by name. Those that do not belong there are refused. */
export function readDirectives(
  directives: readonly DirectiveNode[],
  place: Place,
  path: JsonPath,
  request: RequestValues,
): ReadonlyMap<string, readonly InputField[]> {
  const read = new Map<string, readonly InputField[]>();
  const twice = new Set<string>();
  for (const { name: node, arguments: args = [] } of directives) {
    const name = node.value;
    const def = KNOWN.get(name);
    const problem = problemOf(name, def, place);
    if (problem !== null) throw new EngineError('validation-failed', problem, path);
    if (read.has(name)) twice.add(name);
    const defs = byName(def?.args ?? []);
    read.set(name, readArguments(args, defs, [...path, name], request));
  }
  if (twice.size > 0) {
    const names = [...twice].map((name) => `'${name}'`).join(', ');
    const message = `the following directives are used more than once: [${names}]`;
    throw new EngineError('validation-failed', message, path);
  }
  return read;
}

function problemOf(name: string, def: DirectiveDef | undefined, place: Place): string | null {
  if (def === undefined) return `directive '${name}' is not defined in the schema`;
  return def.locations.includes(place)
    ? null
    : `directive '${name}' is not allowed on ${PLACE[place]}`;
}
