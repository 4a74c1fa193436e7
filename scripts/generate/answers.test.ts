import { expect, test } from 'vitest';
import { printAnswers, UnknownType } from './answers.ts';

const SDL = `
  type Mutation { reserve(qty: Int!): Held! heartbeat: Ok! }
  type Query { list: [Held!]! }
  type Ok { ok: Boolean! }
  type Held { until: timestamptz! lines: [Line!] kind: Kind }
  type Line { price: bigint! note: String }
  enum Kind { A B }`;

test('prints what each action is given and answers, parts before what they are parts of', () => {
  const printed = printAnswers(SDL);
  expect(printed).toContain(`import type {
  MutationReserveArgs,
} from './actions.ts';`);
  expect(printed.slice(printed.indexOf('const Ok'))).toBe(`const Ok = z.object({
  ok: z.boolean(),
});

const Line = z.object({
  price: z.int(),
  note: z.string().nullish(),
});

const Held = z.object({
  until: z.union([z.date(), z.string()]),
  lines: z.array(Line).nullish(),
  kind: z.enum(['A', 'B']).nullish(),
});

export const ANSWERS = {
  heartbeat: Ok,
  list: z.array(Held),
  reserve: Held,
} as const;

export interface ActionArgs {
  readonly heartbeat: Record<string, never>;
  readonly list: Record<string, never>;
  readonly reserve: MutationReserveArgs;
}
`);
});

test('names a type that it cannot print', () => {
  expect(() => printAnswers('type Query { at: point! }')).toThrow(UnknownType);
});
