// Positions in the bundle → places in the sources, by the bundle's source map. Nothing is kept but what was asked for:
// the map that Node itself makes of the file takes 60 MB, and any client that leaves in the middle of an answer makes
// Node look at an error's stack.
import { readFileSync } from 'node:fs';

const NO_DIGIT = 255;
const DIGITS = new Uint8Array(128).fill(NO_DIGIT);
for (const [i, digit] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries())
  DIGITS[digit.charCodeAt(0)] = i;
const CONTINUES = 32;
const SEMICOLON = ';'.charCodeAt(0);

/** Answers `source:line:column`, or undefined. Lines and columns are counted from one, as a frame of a stack does. */
export function openPlaces(file) {
  const known = new Map();
  let map; // read once for all frames of a stack
  return (line, column) => {
    const key = `${line}:${column}`;
    if (known.has(key)) return known.get(key);
    if (map === undefined) setImmediate(() => (map = undefined));
    map ??= JSON.parse(readFileSync(file, 'utf8'));
    known.set(key, find(map, line, column));
    return known.get(key);
  };
}

/** The last mapping of the line that begins at the position or before it. */
function find({ mappings, sources }, line, column) {
  // Of a mapping: column, and source, line and column there, each as the difference to the one before; and a name.
  const fields = [0, 0, 0, 0, 0];
  let [field, value, shift, generatedLine, found] = [0, 0, 0, 1, undefined];
  for (let at = 0; at <= mappings.length; at++) {
    const code = at < mappings.length ? mappings.charCodeAt(at) : SEMICOLON;
    const digit = DIGITS[code];
    if (digit !== NO_DIGIT) {
      value += (digit & (CONTINUES - 1)) << shift;
      shift += 5;
      if ((digit & CONTINUES) !== 0) continue;
      fields[field++] += value & 1 ? -(value >> 1) : value >> 1;
      value = shift = 0;
      continue;
    }
    if (field > 0 && generatedLine === line && fields[0] < column)
      found = field > 1 ? `${sources[fields[1]]}:${fields[2] + 1}:${fields[3] + 1}` : undefined;
    field = 0;
    if (code !== SEMICOLON) continue;
    if (generatedLine === line) return found;
    generatedLine += 1;
    fields[0] = 0;
  }
  return undefined;
}
