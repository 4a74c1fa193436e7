/** What a request came to → the body of the response. */
import { type EngineError, toGraphqlError } from '../base/error.ts';

const DATA_HEAD = Buffer.from('{"data":');
const DATA_TAIL = Buffer.from('}');

export const respond = (data: Buffer): Buffer => Buffer.concat([DATA_HEAD, data, DATA_TAIL]);

export const respondError = (error: EngineError, showInternal: boolean): string =>
  JSON.stringify({ errors: [toGraphqlError(error, { showInternal })] });
