/** `$.a.b[0]["c d"]` of a `path:` argument → its steps. Rule: Hasura's Data.Parser.JSONPath. */
import { EngineError, type JsonPath } from '../base/error.ts';

/** A name of letters in any script, digits, `_` and `-`; what holds anything else is quoted in brackets. */
const STEP =
  /\.?(?:([\p{L}_][\p{L}\d_-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\])/uy;

export function parseJsonPath(text: string, path: JsonPath): readonly string[] {
  if (text === '$') return [];
  const steps: string[] = [];
  let at = text.startsWith('$') ? 1 : 0;
  do {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) throw refusal(text, path);
    steps.push(match[1] ?? match[2] ?? (match[3] ?? match[4] ?? '').replace(/\\(.)/g, '$1'));
    at = STEP.lastIndex;
  } while (at < text.length);
  return steps;
}

const refusal = (text: string, path: JsonPath): EngineError =>
  new EngineError(
    'parse-failed',
    `parse json path error: ${text}. Accept letters, digits, underscore (_) or hyphen (-) only. Use quotes enclosed in bracket (["..."]) if there is any special character`,
    path,
  );
