import fc from 'fast-check';
import type {
  IntrospectionInputValue,
  IntrospectionQuery,
  IntrospectionType,
  IntrospectionTypeRef,
} from 'graphql';

/** Random documents, guided by what a role's introspection says, with values that are mostly right. */

export type Random = fc.GeneratorValue;
export interface Document {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Every text and number of a request holds one of these, so that they are found wherever they turn up. */
export const MARK = 'zqx';
export const MARKED_NUMBERS = [7_310_021, 7_310_022, 7_310_023] as const;
/** How often something else than what is expected is given, in a hundred. */
const WRONG_IN_100 = 4;

export const pick = <T>(random: Random, from: readonly T[]): T =>
  from[random(fc.nat, { max: from.length - 1 })] as T;
const chance = (random: Random, inHundred: number): boolean =>
  random(fc.integer, { min: 0, max: 99 }) < inHundred;
const upTo = (random: Random, max: number): number =>
  random(fc.integer, { min: 0, max: Math.max(0, max) });

export type Schema = ReadonlyMap<string, IntrospectionType>;
export const schemaOf = ({ __schema }: IntrospectionQuery): Schema =>
  new Map(__schema.types.map((type) => [type.name, type]));

export function randomDocument(
  random: Random,
  schema: Schema,
  operation: 'query' | 'mutation' | 'subscription',
): Document {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const root = `${operation}_root`;
  const text = selection(root, 4);
  const head = declared.length === 0 ? operation : `${operation} (${declared.join(', ')})`;
  return { query: `${head} ${text}`, variables };

  function selection(typeName: string, depth: number): string {
    const type = schema.get(typeName);
    if (type?.kind !== 'OBJECT' && type?.kind !== 'INTERFACE') return '{ __typename }';
    const fields = type.fields.filter((field) => !isUnfit(typeName, named(field.type)));
    const count = 1 + upTo(random, typeName === root ? 1 : 3);
    const parts = Array.from({ length: count }, (_, i) => {
      const field = chance(random, 3) ? undefined : fields[upTo(random, fields.length - 1)];
      if (!field) return '__typename';
      const inner = innerOf(named(field.type), depth);
      return inner === null
        ? '__typename'
        : `f${depth}_${i}: ${field.name}${args(field.args)}${inner}`;
    });
    return `{ ${parts.join(' ')} }`;
  }

  /** Null where it would nest too deep. */
  function innerOf(typeName: string, depth: number): string | null {
    const kind = schema.get(typeName)?.kind;
    if (kind !== 'OBJECT' && kind !== 'INTERFACE') return '';
    return depth === 0 ? null : ` ${selection(typeName, depth - 1)}`;
  }

  function args(defs: readonly IntrospectionInputValue[]): string {
    const given = defs.filter(({ type }) => type.kind === 'NON_NULL' || chance(random, 35));
    if (given.length === 0) return '';
    return `(${given.map((def) => `${def.name}: ${argument(def)}`).join(', ')})`;
  }

  function argument({ type }: IntrospectionInputValue): string {
    const value = valueFor(type, 4);
    if (!chance(random, 30)) return print(value);
    const name = `v${declared.length}`;
    declared.push(`$${name}: ${printType(type)}`);
    if (value !== undefined || type.kind === 'NON_NULL') variables[name] = toJson(value);
    return `$${name}`;
  }

  function valueFor(type: IntrospectionTypeRef, depth: number): unknown {
    if (type.kind === 'NON_NULL') return valueFor(type.ofType, depth);
    if (chance(random, 3)) return null;
    if (chance(random, WRONG_IN_100)) return anyValue(random);
    if (type.kind === 'LIST')
      return Array.from({ length: upTo(random, 2) }, () => valueFor(type.ofType, depth));
    const found = schema.get(type.name);
    switch (found?.kind) {
      case 'ENUM':
        return new Name(
          found.enumValues[upTo(random, found.enumValues.length - 1)]?.name ?? 'none',
        );
      case 'INPUT_OBJECT':
        return objectOf(found.inputFields, depth);
      default:
        return scalarOf(type.name, random);
    }
  }

  function objectOf(fields: readonly IntrospectionInputValue[], depth: number): unknown {
    const required = fields.filter(({ type }) => type.kind === 'NON_NULL');
    const optional = fields.filter((field) => !required.includes(field));
    const more =
      depth === 0
        ? []
        : Array.from(
            { length: upTo(random, 2) },
            () => optional[upTo(random, optional.length - 1)],
          );
    const chosen = new Set([...required, ...more.filter((field) => field !== undefined)]);
    return Object.fromEntries(
      [...chosen].map(({ name, type }) => [name, valueFor(type, depth - 1)]),
    );
  }
}

/** Postgres has no \`max(uuid)\`, though Hasura offers it; with others of that kind it is left out. */
const isUnfit = (parent: string, type: string): boolean =>
  /_(max|min)_fields$/.test(parent) &&
  ![
    'Int',
    'String',
    'bigint',
    'numeric',
    'float8',
    'Float',
    'date',
    'timestamptz',
    'timestamp',
    'smallint',
  ].includes(type);

/** A name: of an enum, which is written without quotes. */
class Name {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function scalarOf(name: string, random: Random): unknown {
  switch (name) {
    case 'Int':
    case 'smallint':
    case 'bigint':
      return pick(random, [...MARKED_NUMBERS, 0, 1, 2]);
    case 'numeric':
    case 'Float':
    case 'float8':
      return pick<unknown>(random, [7_310_021.5, 7_310_022, 0.5, '7310023.25']);
    case 'Boolean':
      return random(fc.boolean);
    case 'jsonb':
    case 'json':
      return pick<unknown>(random, [{ [MARK]: [MARK, 1] }, [MARK], MARK, 7_310_021, null, {}]);
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return pick(random, ['1911-12-14', '1911-12-14T15:00:00', 'zqx', 'infinity']);
    case 'uuid':
      return pick(random, ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', MARK]);
    case 'ltree':
      return pick(random, ['sea.zqx', 'sea', 'sea..zqx']);
    case 'lquery':
    case 'ltxtquery':
      return pick(random, ['sea', 'sea & zqx', '*.zqx']);
    default:
      return pick(random, [
        MARK,
        `${MARK}%`,
        `'${MARK}`,
        `"${MARK}\\`,
        `{${MARK}}`,
        `${MARK}$1;--`,
        '',
        'Fram',
      ]);
  }
}

const anyValue = (random: Random): unknown =>
  pick<unknown>(random, [
    null,
    true,
    MARK,
    7_310_021,
    1.5,
    [],
    {},
    [[MARK]],
    { [MARK]: 1 },
    new Name('asc'),
    -1,
  ]);

const named = (type: IntrospectionTypeRef): string =>
  type.kind === 'NON_NULL' || type.kind === 'LIST' ? named(type.ofType) : type.name;
const printType = (type: IntrospectionTypeRef): string => {
  if (type.kind === 'NON_NULL') return `${printType(type.ofType)}!`;
  return type.kind === 'LIST' ? `[${printType(type.ofType)}]` : type.name;
};

function print(value: unknown): string {
  if (value instanceof Name) return value.text;
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value).map(([key, member]) => `${key}: ${print(member)}`);
  return `{${members.join(', ')}}`;
}
function toJson(value: unknown): unknown {
  if (value instanceof Name) return value.text;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|-?\d[\d.]*|\.\.\.|[^\s\w]/g;
const OTHERS = ['{', '}', '(', ')', ':', '[', ']', '!', '$', '@', '...', '=', '"""', '#', '|', '&'];
const WORDS = [
  'query',
  'mutation',
  'fragment',
  'on',
  'null',
  'true',
  'include',
  'skip',
  'if',
  'vessel',
  '__typename',
  '__schema',
  'id',
  '_eq',
  MARK,
  '1e999',
  '-0',
  '"\\u0000"',
  '"\\ud800"',
  '🚢',
];

/** A document that was right, with some of its tokens gone, doubled, swapped or replaced. */
export function mutate(random: Random, text: string): string {
  const tokens: string[] = text.match(TOKEN) ?? [];
  const times = 1 + upTo(random, 2);
  for (let i = 0; i < times; i++) {
    const at = upTo(random, Math.max(0, tokens.length - 1));
    const other = upTo(random, Math.max(0, tokens.length - 1));
    const kind = pick(random, ['drop', 'double', 'swap', 'replace', 'insert'] as const);
    if (kind === 'drop') tokens.splice(at, 1);
    else if (kind === 'double') tokens.splice(at, 0, tokens[at] ?? '');
    else if (kind === 'swap') [tokens[at], tokens[other]] = [tokens[other] ?? '', tokens[at] ?? ''];
    else tokens.splice(at, kind === 'replace' ? 1 : 0, pick(random, [...OTHERS, ...WORDS]));
  }
  return tokens.join(' ');
}
