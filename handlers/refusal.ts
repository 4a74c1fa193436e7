/** Messages per input field, in the shape a form wants them. */
export type Fields = Readonly<Record<string, string>>;

/** A refusal that the caller may read: a 4xx whose message and code the engine hands on to the client. */
export class ActionError extends Error {
  readonly code: string;
  readonly fields: Fields | undefined;

  constructor(code: string, message: string, fields?: Fields) {
    super(message);
    this.code = code;
    this.fields = fields;
  }
}

/** Input that breaks a rule of one field or more. */
export const invalid = (fields: Fields): ActionError =>
  new ActionError(
    'validation-failed',
    Object.entries(fields)
      .map(([name, message]) => `${name} ${message}`)
      .join('; '),
    fields,
  );

/** The body that Hasura expects of a refusing webhook: GraphQL shows the extensions, REST the code beside the message. */
export const refusalBody = ({ message, code, fields }: ActionError) => ({
  message,
  code,
  extensions: fields === undefined ? { code } : { code, fields },
});

/** One answer for what is not there and for what the caller may not see, so that nobody learns which. */
export const notFound = (): ActionError =>
  new ActionError('not-found', 'there is nothing by this id');
