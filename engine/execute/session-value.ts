import { EngineError } from '../base/error.ts';
import { numberFromText } from '../base/json-number.ts';
import type { Session } from '../session/model.ts';

/** A session variable as a value of a GraphQL type: a preset of a remote schema's permission. */
export function coerceSessionVariable(
  name: string,
  type: string,
  values: readonly string[] | null,
  { variables }: Session,
): unknown {
  const quoted = JSON.stringify(name);
  const text = variables.get(name);
  if (text === undefined)
    throw new EngineError(
      'not-found',
      `${quoted} session variable expected, but not found`,
      [],
      400,
    );
  if (values !== null) {
    if (values.includes(text)) return text;
    throw new EngineError(
      'coercion-error',
      `${JSON.stringify(text)} is not one of the valid enum values`,
    );
  }
  const refuse = (what: string): never => {
    throw new EngineError(
      'coercion-error',
      `${JSON.stringify(text)} cannot be coerced into ${what} value`,
    );
  };
  switch (type.replace('!', '')) {
    case 'Int':
      return /^-?\d+$/.test(text) ? numberFromText(text) : refuse('an Int');
    case 'Float':
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? numberFromText(text) : refuse('a Float');
    case 'Boolean':
      return text === 'true' || text === 'false' ? text === 'true' : refuse('a Boolean');
    default:
      return text;
  }
}
