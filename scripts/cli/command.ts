import { z } from 'zod';
import type { getSdk } from './generated/api.ts';

export type Sdk = ReturnType<typeof getSdk>;

/** One command: its flags (or the same as JSON on stdin), and what it asks. */
export interface Command {
  readonly service: string;
  readonly name: string;
  readonly summary: string;
  readonly flags: z.ZodObject;
  run(sdk: Sdk, input: unknown): Promise<unknown>;
  /** How it speaks to people when no format is asked for. */
  readonly text?: (result: unknown) => string;
}

/** Makes the commands of one service. */
export const service =
  (name: string) =>
  <Shape extends z.ZodRawShape>(
    command: string,
    summary: string,
    shape: Shape,
    ask: (sdk: Sdk, input: z.output<z.ZodObject<Shape>>) => Promise<unknown>,
    text?: Command['text'],
  ): Command => {
    const flags = z.strictObject(shape);
    return {
      service: name,
      name: command,
      summary,
      flags,
      run: (sdk, input) => ask(sdk, flags.parse(input) as z.output<z.ZodObject<Shape>>),
      ...(text && { text }),
    };
  };

export const text = z.string().min(1);
export const id = z.coerce.number().int().positive();
export const whole = z.coerce.number().int();
/** Makes a request safe to repeat; a new one each time when none is given. */
export const key = z.uuid().default(() => crypto.randomUUID());

/** A word of the API as people write it: golden-circle for GOLDEN_CIRCLE. */
export const word = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  text.transform((given) => given.toUpperCase().replaceAll('-', '_')).pipe(z.enum(values));
