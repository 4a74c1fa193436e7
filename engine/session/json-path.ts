import type { JsonPath } from '../base/error.ts';

/** A step: `.name`, `['name']`, `["name"]`, `.['name']` or `[7]`. */
const STEP = /\.?\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\d+))\]|\.?([^.[\]'"]+)/y;

/** `$.a['b c'][0]` as steps; null where the text is no such path. A leading `$` may be left out. */
export function parseJsonPath(text: string): JsonPath | null {
  const steps: (string | number)[] = [];
  STEP.lastIndex = text.startsWith('$') ? 1 : 0;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    if (found === null) return null; // exec has set lastIndex back to 0
    const [, single, double, index, name] = found;
    const quoted = single ?? double;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(quoted === undefined ? (name ?? '') : quoted.replace(/\\(.)/g, '$1'));
  }
  return steps;
}

/** What lies at `path`; undefined where there is nothing. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    if (!Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}
