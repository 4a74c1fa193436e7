import type { RequestHandler } from 'express';
import { z } from 'zod';
import { type Client, clientOf } from './client.ts';
import { refusalOf } from './constraint.ts';
import { type ActionArgs, ANSWERS } from './generated/answers.ts';
import { type ActionError, invalid, refusalBody } from './refusal.ts';
import { type Session, session } from './session.ts';
import { say } from './words/say.ts';

export type ActionName = keyof ActionArgs;

/** What an action answers, as its handler gives it: a moment may be a Date. */
export type Answer<Name extends ActionName> = Frozen<z.input<(typeof ANSWERS)[Name]>>;

type Frozen<T> = T extends Date ? T : { readonly [Key in keyof T]: Frozen<T[Key]> };

/** The webhook of one action. The name is there for the compiler: no route can call another's handler. */
export type ActionHandler<Name extends ActionName> = RequestHandler & { readonly action?: Name };

/**
 * Nothing, where a handler's input reads exactly what the engine sends by actions.graphql: each argument, and no
 * other. Else what is wrong with it, which no schema is, so that it does not compile.
 */
type Reads<Args, Input> = keyof Args extends keyof Input
  ? keyof Input extends keyof Args
    ? Args extends Input
      ? unknown
      : { readonly 'an argument may be what the input does not take': never }
    : { readonly 'there is no such argument': Exclude<keyof Input, keyof Args> }
  : { readonly 'an argument is not read': Exclude<keyof Args, keyof Input> };

/** Turns a typed function into the webhook that an action calls. What it answers is held to actions.graphql as well. */
export function action<Name extends ActionName, Input extends z.ZodObject>(
  name: Name,
  input: Input & Reads<ActionArgs[Name], z.input<Input>>,
  run: (input: z.output<Input>, session: Session, client: Client) => Promise<Answer<Name>>,
): ActionHandler<Name> {
  const payload = z.object({ input: input as Input, session_variables: session });
  return async (request, response) => {
    const refuse = async (error: ActionError): Promise<void> => {
      request.log.info({ code: error.code }, error.message);
      const language = await request.languageOf(callerOf(request.body));
      response.status(400).json(refusalBody(error, say(error, language)));
    };
    const parsed = payload.safeParse(request.body);
    if (!parsed.success) return await refuse(invalid(fieldsOf(parsed.error)));
    try {
      // Said again, as the compiler loses what a type parameter's fields are.
      const { input: given, session_variables: caller } = parsed.data as {
        readonly input: z.output<Input>;
        readonly session_variables: Session;
      };
      const answer = await run(given, caller, clientOf(request));
      response.json(ANSWERS[name].parse(answer)); // columns that nobody declared go no further
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error; // a fault of ours: express answers 500 and logs it
      await refuse(refusal);
    }
  };
}

const addressed = z.object({ session_variables: session });

/** The account that asks, also where its input cannot be read. */
function callerOf(body: unknown): number | undefined {
  const id = addressed.safeParse(body).data?.session_variables['x-hasura-user-id'];
  return id === undefined ? undefined : Number(id);
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
