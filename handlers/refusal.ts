import type { RefusalCode } from './words/code.ts';

/** Messages per input field, in the shape a form wants them. */
export type Fields = Readonly<Record<string, string>>;

interface About {
  readonly fields?: Fields;
  /** What the message says a value of, for those who say it in another language. */
  readonly value?: string;
}

/**
 * A refusal that the caller may read: a 4xx whose message and code the engine hands on to the client. The message is
 * the English one; words/say.ts has the others.
 */
export class ActionError extends Error {
  readonly code: RefusalCode | 'validation-failed';
  readonly fields: Fields | undefined;
  readonly value: string | undefined;

  constructor(code: RefusalCode | 'validation-failed', message: string, about: About = {}) {
    super(message);
    this.code = code;
    this.fields = about.fields;
    this.value = about.value;
  }
}

/** Input that breaks a rule of one field or more. */
export const invalid = (fields: Fields): ActionError =>
  new ActionError(
    'validation-failed',
    Object.entries(fields)
      .map(([name, message]) => `${name} ${message}`)
      .join('; '),
    { fields },
  );

/** The body that Hasura expects of a refusing webhook: GraphQL shows the extensions, REST the code beside the message. */
export const refusalBody = ({ code, fields }: ActionError, message: string) => ({
  message,
  code,
  extensions: fields === undefined ? { code } : { code, fields },
});

/** One answer for what is not there and for what the caller may not see, so that nobody learns which. */
export const notFound = (): ActionError =>
  new ActionError('not-found', 'there is nothing by this id');
