import type { RequestHandler } from 'express';
import { z } from 'zod';
import { refusalOf } from './constraint.ts';
import { type ActionError, invalid, refusalBody } from './refusal.ts';
import { type Session, session } from './session.ts';

/** Turns a typed function into the webhook that an action calls. */
export function action<I, O>(
  input: z.ZodType<I>,
  run: (input: I, session: Session) => Promise<O>,
): RequestHandler {
  const payload = z.object({ input, session_variables: session });
  return async (request, response) => {
    const refuse = (error: ActionError): void => {
      request.log.info({ code: error.code }, error.message);
      response.status(400).json(refusalBody(error));
    };
    const parsed = payload.safeParse(request.body);
    if (!parsed.success) return refuse(invalid(fieldsOf(parsed.error)));
    try {
      response.json(await run(parsed.data.input, parsed.data.session_variables));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error; // a fault of ours: express answers 500 and logs it
      refuse(refusal);
    }
  };
}

/** The first problem of each field, under the field's own name. */
function fieldsOf(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { path, message } of error.issues) {
    const name = path
      .slice(path[0] === 'input' ? 1 : 0)
      .map(String)
      .join('.');
    fields[name === '' ? 'input' : name] ??= message;
  }
  return fields;
}
