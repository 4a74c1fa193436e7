/** `$.a.b[0]["c d"]` of a `path:` argument → its steps. Rule: Hasura's Data.Aeson.JSONPath. */
import { EngineError, type JsonPath } from '../base/error.ts';

const STEP = /\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/y;

export function parseJsonPath(text: string, path: JsonPath): readonly string[] {
  const steps: string[] = [];
  let at = text.startsWith('$') ? 1 : 0;
  while (at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null)
      throw new EngineError(
        'parse-failed',
        `parse json path error: invalid path at ${JSON.stringify(text.slice(at))}`,
        path,
      );
    steps.push(match[1] ?? match[2] ?? (match[3] ?? match[4] ?? '').replace(/\\(.)/g, '$1'));
    at = STEP.lastIndex;
  }
  return steps;
}
