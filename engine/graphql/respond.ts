/** What a request came to → the body of the response. */
import { type EngineError, graphqlFailure } from '../base/error.ts';
import { stringifyJson } from '../base/json.ts';
import type { Pieces } from '../base/pieces.ts';

const DATA_HEAD = Buffer.from('{"data":');
const DATA_TAIL = Buffer.from('}');

export const respond = (data: Pieces): Pieces => [DATA_HEAD, ...data, DATA_TAIL];

export const respondError = (error: EngineError, showInternal: boolean): string =>
  stringifyJson(graphqlFailure(error, { showInternal }));
