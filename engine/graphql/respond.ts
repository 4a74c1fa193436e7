/** Answers of root fields → the body of the response. JSON is joined as bytes, never parsed. */
import { type EngineError, toGraphqlError } from '../base/error.ts';
import type { Json } from '../execute/query.ts';

/** The JSON of one root field under the key that the client chose. */
export interface Answer {
  readonly alias: string;
  readonly json: Json;
}

const DATA_HEAD = Buffer.from('{"data":');
const DATA_TAIL = Buffer.from('}');

export function respond(answers: readonly Answer[]): Buffer {
  return Buffer.concat([DATA_HEAD, joinAnswers(answers), DATA_TAIL]);
}

/** `{"a":…,"b":…}` */
export function joinAnswers(answers: readonly Answer[]): Buffer {
  const parts: Buffer[] = [];
  for (const [i, { alias, json }] of answers.entries()) {
    parts.push(Buffer.from(`${i === 0 ? '{' : ','}${JSON.stringify(alias)}:`));
    parts.push(typeof json === 'string' ? Buffer.from(json) : json);
  }
  parts.push(Buffer.from(answers.length === 0 ? '{}' : '}'));
  return Buffer.concat(parts);
}

export const respondError = (error: EngineError, showInternal: boolean): string =>
  JSON.stringify({ errors: [toGraphqlError(error, { showInternal })] });
