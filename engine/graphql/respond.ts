/** Answers of root fields → the body of the response. */
import { type EngineError, toGraphqlError } from '../base/error.ts';
import { type Answer, joinAnswers } from '../execute/execute.ts';

const DATA_HEAD = Buffer.from('{"data":');
const DATA_TAIL = Buffer.from('}');

export const respond = (answers: readonly Answer[]): Buffer =>
  Buffer.concat([DATA_HEAD, joinAnswers(answers), DATA_TAIL]);

export const respondError = (error: EngineError, showInternal: boolean): string =>
  JSON.stringify({ errors: [toGraphqlError(error, { showInternal })] });
