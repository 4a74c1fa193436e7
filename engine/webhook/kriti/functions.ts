/** The functions of the language. Each takes one value, and gives one or says what it wanted. */
import { JsonNumber, parseJson, stringifyJson } from '../../base/json.ts';
import { isObject, type JsonObject, typeOf } from './value.ts';

export type KritiFunction = (value: unknown) => unknown;
export class KritiFunctionError extends Error {}

const wanted = (types: string, value: unknown) =>
  new KritiFunctionError(`Expected ${types}, got '${typeOf(value)}'.`);

const numberOf = (value: unknown): number | undefined => {
  if (value instanceof JsonNumber) return Number(value.text);
  return typeof value === 'number' ? value : undefined;
};

const onString =
  (change: (text: string) => unknown): KritiFunction =>
  (value) => {
    if (typeof value !== 'string') throw wanted('a string', value);
    return change(value);
  };

function empty(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value === 'boolean')
    throw new KritiFunctionError('Cannot define emptiness for a boolean.');
  return size(value) === 0;
}

function size(value: unknown): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return numberOf(value) ?? Object.keys(value as JsonObject).length;
}

function inverse(value: unknown): unknown {
  if (typeof value === 'string') return [...value].reverse().join('');
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return value.toReversed();
  const number = numberOf(value);
  if (number === 0) throw new KritiFunctionError('Cannot divide by zero.');
  if (number !== undefined) return 1 / number;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      typeof member === 'string' ? member : stringifyJson(member),
      key,
    ]),
  );
}

function head(value: unknown): unknown {
  const items = itemsOf(value);
  const [first] = items;
  if (first === undefined) throw new KritiFunctionError(`Empty ${typeOf(value).toLowerCase()}.`);
  return first;
}

function tail(value: unknown): unknown {
  const rest = itemsOf(value).slice(1);
  return typeof value === 'string' ? rest.join('') : rest;
}

function itemsOf(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return [...value];
  if (Array.isArray(value)) return value;
  throw wanted('an array or a string', value);
}

/** Lists to one list, strings to one string, objects to one object in which the later wins. */
function concat(value: unknown): unknown {
  if (!Array.isArray(value)) throw wanted('an array', value);
  if (value.every((item) => typeof item === 'string')) return value.join('');
  if (value.every((item) => Array.isArray(item))) return value.flat();
  if (value.every(isObject)) return Object.assign({}, ...value);
  throw new KritiFunctionError('Expected only arrays, only strings or only objects in the array.');
}

function removeNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
  throw wanted('an array or an object', value);
}

function toPairs(value: unknown): unknown {
  if (!isObject(value)) throw wanted('an object', value);
  return Object.entries(value);
}

function fromPairs(value: unknown): unknown {
  if (!Array.isArray(value)) throw wanted('an array', value);
  return Object.fromEntries(
    value.map((pair: unknown): [string, unknown] => {
      if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string')
        throw new KritiFunctionError('Expected an array of [key, value] pairs.');
      return [pair[0], pair[1]];
    }),
  );
}

function not(value: unknown): boolean {
  if (typeof value !== 'boolean') throw wanted('a boolean', value);
  return !value;
}

function escapeUri(value: unknown): string {
  if (typeof value === 'string') return encodeUri(value);
  if (isObject(value) || Array.isArray(value)) throw wanted('a string, number or boolean', value);
  return encodeUri(stringifyJson(value));
}
/** Only unreserved characters stay as they are. encodeURIComponent spares `!'()*` and throws at half a surrogate pair. */
export const encodeUri = (text: string): string =>
  encodeURIComponent(Buffer.from(text).toString()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const toTitle = (text: string): string =>
  text
    .toLowerCase()
    .replace(
      /(^|[^\p{L}\p{N}'])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    );

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new KritiFunctionError('Expected JSON in the string.');
  }
}

export const FUNCTIONS: ReadonlyMap<string, KritiFunction> = new Map<string, KritiFunction>([
  ['empty', empty],
  ['size', size],
  ['length', size],
  ['inverse', inverse],
  ['head', head],
  ['tail', tail],
  ['concat', concat],
  ['removeNulls', removeNulls],
  ['toPairs', toPairs],
  ['fromPairs', fromPairs],
  ['not', not],
  ['escapeUri', escapeUri],
  ['toLower', onString((text) => text.toLowerCase())],
  ['toUpper', onString((text) => text.toUpperCase())],
  ['toCaseFold', onString((text) => text.toLowerCase().replaceAll('ß', 'ss'))],
  ['toTitle', onString(toTitle)],
  ['parseJson', onString(readJson)],
  ['fromJson', onString(readJson)],
  ['toJson', stringifyJson],
]);
