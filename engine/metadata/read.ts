import type { z } from 'zod';
import { EngineError, type JsonPath } from '../base/error.ts';
import { printScientific } from '../base/json-number.ts';
import { checkDuplicates } from './duplicates.ts';
import { type Metadata, metadata } from './model.ts';

/** A JSON value → what a schema says it is, or an error in the words of Hasura's own parser, at the place of the mistake. */
export function read<T extends z.ZodType>(
  schema: T,
  value: unknown,
  path: JsonPath = [],
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { text, at } = explain(result.error.issues, value, []);
  const derived = at.length === 0 ? derivedFrom(schema) : null;
  const told = derived === null ? text : namedAs(derived, text);
  throw new EngineError('parse-failed', told, [...path, ...at]);
}

/**
 * A record whose parser Haskell derives, `Module.Type(Constructor)`: a missing key, or what is no record, is told with
 * its name. Other parsers are written by hand, or by autodocodec, and keep to the key.
 */
export const derivedRecord = <T extends z.ZodType>(haskellName: string, schema: T): T =>
  schema.meta({ haskellName });
const namedAs = (derived: string, text: string): string => {
  if (text.startsWith('key ')) return `parsing ${derived} failed, ${text}`;
  return text.replace(/^parsing Object failed/, `parsing ${derived} failed`);
};
function derivedFrom(schema: z.ZodType): string | null {
  const name = schema.meta()?.['haskellName'];
  return typeof name === 'string' ? name : null;
}

interface Explained {
  readonly text: string;
  readonly at: JsonPath;
}
type Issue = z.core.$ZodIssue;

function explain(issues: readonly Issue[], value: unknown, prefix: JsonPath): Explained {
  const issue = issues[0];
  if (!issue) return { text: 'parsing failed', at: prefix };
  const at: JsonPath = [...prefix, ...issue.path.map(toStep)];
  const found = lookUp(value, issue.path);
  const last = at.at(-1);
  if (found === undefined && last !== undefined && issue.code !== 'custom')
    return { text: `key ${JSON.stringify(last)} not found`, at: at.slice(0, -1) };
  // Without branches it is told apart by a key, which is what is wrong.
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return explainUnion(issue, found, at);
  return { text: textOf(issue, found), at };
}

/** Of several spellings the one is explained that the value came closest to: whose first mistake lies deepest. */
function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  value: unknown,
  at: JsonPath,
): Explained {
  const branches = issue.errors
    .filter((branch) => branch.length > 0)
    .map((branch) => ({ branch, rank: rankOf(branch, value) }))
    .sort((a, b) => b.rank - a.rank);
  const best = branches[0];
  if (!best) return { text: 'parsing failed', at };
  return explain(best.branch, value, at);
}

/** A spelling of another JSON type is out of the question; among the rest, the deeper the mistake the better. */
function rankOf(branch: readonly Issue[], value: unknown): number {
  const first = branch[0];
  if (!first) return -1;
  if (first.code === 'invalid_union' && first.errors.length > 0) {
    return first.path.length + Math.max(...first.errors.map((inner) => rankOf(inner, value)));
  }
  if (first.path.length > 0) return lookUp(value, first.path) === undefined ? 1 : 2;
  if (first.code === 'invalid_type') return first.expected === 'null' ? -2 : 0;
  return 1;
}

const toStep = (step: PropertyKey): string | number =>
  typeof step === 'number' ? step : String(step);

function lookUp(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<PropertyKey, unknown>)[step];
  }
  return found;
}

/** Haskell's names of the types that zod expects, and of the JSON values that it met. */
const EXPECTED: Readonly<Record<string, readonly [type: string, json: string]>> = {
  string: ['Text', 'String'],
  number: ['Int', 'Number'],
  int: ['Int', 'Number'],
  boolean: ['Bool', 'Boolean'],
  array: ['[]', 'Array'],
  object: ['Object', 'Object'],
  record: ['Object', 'Object'],
};

function textOf(issue: Issue, found: unknown): string {
  if (issue.code === 'invalid_type') {
    if (issue.expected === 'int' && typeof found === 'number') return notWhole(found);
    const [type, json] = EXPECTED[issue.expected] ?? [issue.expected, issue.expected];
    return `parsing ${type} failed, expected ${json}, but encountered ${jsonType(found)}`;
  }
  if (issue.code === 'too_small' && issue.origin === 'array')
    return 'parsing NonEmpty failed, unexpected empty list';
  if (issue.code === 'invalid_value') {
    const values = issue.values.map((value) => JSON.stringify(value)).join(', ');
    return `unexpected value ${JSON.stringify(found)}; expected one of: ${values}`;
  }
  return issue.message;
}

const notWhole = (found: number): string =>
  `parsing Int failed, value is either floating or will cause over or underflow ${printScientific(found)}`;

export function jsonType(value: unknown): string {
  if (value === null || value === undefined) return 'Null';
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'object') return 'Object';
  if (typeof value === 'string') return 'String';
  return typeof value === 'number' ? 'Number' : 'Boolean';
}

/**
 * Any version of metadata → version 3. Versions 1 and 2 know one database only: their tables and functions become
 * those of the source `default`, whose configuration is the one at hand.
 */
export function readMetadata(value: unknown, current: Metadata, path: JsonPath = []): Metadata {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new EngineError(
      'parse-failed',
      `parsing Metadata failed, expected Object, but encountered ${jsonType(value)}`,
      path,
    );
  const given = value as Readonly<Record<string, unknown>>;
  if (given['version'] === 3) return checkDuplicates(read(metadata, given, path), path);
  if ('sources' in given && given['version'] === undefined)
    return checkDuplicates(read(metadata, { ...given, version: 3 }, path), path);
  if (![undefined, null, 1, 2].includes(given['version'] as never))
    throw new EngineError(
      'parse-failed',
      'unexpected metadata version; supported versions: 1,2,3',
      [...path, 'version'],
    );
  const { tables, functions, version: _, ...rest } = given;
  const main = current.sources.find(({ name }) => name === 'default');
  if (!main)
    throw new EngineError(
      'not-supported',
      'cannot import metadata without sources since no default source is defined',
      path,
    );
  const kept = read(metadata, { ...rest, version: 3 }, path);
  const wrapped = {
    version: 3,
    sources: [
      {
        name: main.name,
        tables,
        functions: Array.isArray(functions) ? functions.map(functionEntry) : functions,
        configuration: {
          connection_info: { database_url: '' },
        },
      },
    ],
  };
  const [read3] = read(metadata, wrapped, path).sources;
  const source = { ...main, tables: read3?.tables ?? [], functions: read3?.functions ?? [] };
  return checkDuplicates({ ...kept, sources: [source] }, path);
}

/** Version 1 names functions without more. */
const functionEntry = (given: unknown): unknown =>
  typeof given === 'string' || (typeof given === 'object' && given !== null && 'name' in given)
    ? { function: given }
    : given;
