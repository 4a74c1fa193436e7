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

export const text = z.string().min(1, 'is empty').meta({ hint: 'text' });
export const whole = z.coerce
  .number('is no number')
  .int('is no whole number')
  .meta({ hint: 'number' });
export const id = whole.positive('must be above 0').meta({ hint: 'number' });
/** Makes a request safe to repeat; a new one each time when none is given. */
export const key = z
  .uuid('is no UUID')
  .default(() => crypto.randomUUID())
  .meta({ hint: 'uuid', about: 'said again, the request is done once; a new one when not given' });

/** A word of the API as people write it: golden-circle for GOLDEN_CIRCLE. */
export const word = <const Values extends readonly [string, ...string[]]>(values: Values) => {
  const said = values.map((value) => value.toLowerCase().replaceAll('_', '-'));
  return text
    .transform((given) => given.toUpperCase().replaceAll('-', '_'))
    .pipe(z.enum(values, `must be one of ${said.join(', ')}`))
    .meta({ hint: said.join('|') });
};

/** What the help says of a flag: what it takes, and whether it has to be there. */
export function describeFlag(type: unknown): { readonly hint: string; readonly about: string } {
  const flag = type as z.ZodType;
  const { hint = 'text', about } = metaOf(flag);
  const isNeeded = !flag.safeParse(undefined).success;
  const byDefault = flag instanceof z.ZodDefault ? `default: ${flag.parse(undefined)}` : '';
  return {
    hint: String(hint),
    about: String(about ?? (isNeeded ? 'needed' : byDefault || 'optional')),
  };
}

/** Flags that have to be there and are not. */
export const missingFlags = ({ flags }: Command, input: Readonly<Record<string, unknown>>) =>
  Object.entries(flags.shape)
    .filter(
      ([name, type]) =>
        input[name] === undefined && !(type as z.ZodType).safeParse(undefined).success,
    )
    .map(([name]) => name);

/** An optional flag, or one with a default, is told of by what it wraps. */
function metaOf(type: z.ZodType): Readonly<Record<string, unknown>> {
  const meta = type.meta();
  if (meta !== undefined) return meta;
  return type instanceof z.ZodOptional || type instanceof z.ZodDefault
    ? metaOf(type.unwrap() as z.ZodType)
    : {};
}
