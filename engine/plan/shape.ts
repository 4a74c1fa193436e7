import { isNumber, numberText } from '../base/json-number.ts';

/**
 * What the planner looked at in the variables, as a tree over them. One plan serves every request whose variables
 * agree in what was looked at, so a cache asks for `shape()` of the marks instead of comparing values.
 */
export interface Marks {
  look: Look;
  readonly children: Map<string, Marks>;
  /** Members of a list share one node: lists of any length must not make the tree grow. */
  each: Marks | null;
}

/**
 * How closely: `kind`: absent, null, object, list or scalar; `structure`: also the keys of an object or the length of
 * a list; `uniform`: the keys that all objects of a list share; `value`: all of it.
 */
export type Look = 'none' | 'kind' | 'structure' | 'uniform' | 'value';
const CLOSENESS: Record<Look, number> = { none: 0, kind: 1, uniform: 2, structure: 3, value: 4 };

export type VariablePath = readonly (string | number)[];
export type Variables = Readonly<Record<string, unknown>>;

export const noMarks = (): Marks => ({ look: 'none', children: new Map(), each: null });

/** Notes a look; says whether it was news. */
export function mark(marks: Marks, path: VariablePath, look: Look): boolean {
  let node = marks;
  let isNew = false;
  for (const step of path) {
    let next = typeof step === 'number' ? node.each : node.children.get(step);
    if (next === null || next === undefined) {
      isNew = true;
      next = noMarks();
      if (typeof step === 'number') node.each = next;
      else node.children.set(step, next);
    }
    node = next;
  }
  if (CLOSENESS[node.look] >= CLOSENESS[look]) return isNew;
  node.look = look;
  return true;
}

/** Adds what another plan of the same text looked at; says whether anything was news. */
export function mergeMarks(into: Marks, from: Marks): boolean {
  let isNew = false;
  if (CLOSENESS[from.look] > CLOSENESS[into.look]) {
    into.look = from.look;
    isNew = true;
  }
  for (const [key, child] of from.children) {
    let own = into.children.get(key);
    if (own === undefined) {
      own = noMarks();
      into.children.set(key, own);
      isNew = true;
    }
    isNew = mergeMarks(own, child) || isNew;
  }
  if (from.each !== null) {
    if (into.each === null) {
      into.each = noMarks();
      isNew = true;
    }
    isNew = mergeMarks(into.each, from.each) || isNew;
  }
  return isNew;
}

/** Equal texts mean: a plan made for the one set of variables serves the other. */
export function shape(marks: Marks, variables: Variables): string {
  if (marks.children.size === 0) return '';
  let text = '';
  for (const [name, child] of marks.children) text += `${shapeOf(child, variables[name])};`;
  return text;
}

function shapeOf(marks: Marks, value: unknown): string {
  if (marks.look === 'value') return value === undefined ? '-' : valueText(value);
  let text = marks.look === 'none' ? '' : kindOf(value);
  if (Array.isArray(value)) return text + shapeOfList(marks, value);
  if (!isObject(value)) return text;
  if (marks.look === 'structure') text += JSON.stringify(Object.keys(value));
  for (const [key, child] of marks.children) {
    if (Object.hasOwn(value, key)) text += `.${shapeOf(child, value[key])}`;
  }
  return text;
}

function shapeOfList(marks: Marks, list: readonly unknown[]): string {
  if (marks.look === 'uniform') {
    const keys = uniformKeys(list);
    if (keys !== null) return `u${JSON.stringify(keys)}`;
  }
  let text = marks.look === 'structure' || marks.look === 'uniform' ? String(list.length) : '';
  if (marks.each === null) return text;
  for (const member of list) text += `,${shapeOf(marks.each, member)}`;
  return text;
}

const kindOf = (value: unknown): string => {
  if (value === undefined) return '-';
  if (value === null) return 'n';
  if (Array.isArray(value)) return 'l';
  return isObject(value) ? 'o' : 's';
};

/** The keys that every object of the list has, in the order of the first; null where they differ or none is there. */
export function uniformKeys(list: readonly unknown[]): readonly string[] | null {
  const [first] = list;
  if (!isObject(first)) return null;
  const keys = Object.keys(first);
  return list.every((row) => isObject(row) && hasKeys(row, keys)) ? keys : null;
}

/** Nearly always they come in the same order, and are compared without a list of them. */
function hasKeys(row: object, keys: readonly string[]): boolean {
  let i = 0;
  for (const key in row) {
    if (key !== keys[i]) return hasKeysInAnyOrder(row, keys);
    i += 1;
  }
  return i === keys.length;
}
const hasKeysInAnyOrder = (row: object, keys: readonly string[]): boolean =>
  Object.keys(row).length === keys.length && keys.every((key) => Object.hasOwn(row, key));

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumber(value);

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(',')}]`;
  if (isObject(value))
    return `{${Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${valueText(member)}`)}}`;
  return isNumber(value) ? numberText(value) : JSON.stringify(value);
}

export function valueAt(variables: Variables, path: VariablePath): unknown {
  let value: unknown = variables;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}
