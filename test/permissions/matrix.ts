import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** test/permissions/*.yaml: who may see and do what, a file a table. */

const FOLDER = import.meta.dirname;

/** Column names of the database; a computed field counts as one. */
const columns = z
  .string()
  .default('')
  .transform((words) => words.split(' ').filter((word) => word !== ''));

const verbs = z.strictObject({
  select: columns,
  insert: columns,
  update: columns,
  delete: z.boolean().default(false),
  aggregate: z.boolean().default(false),
});

const keyValue = z.union([z.number(), z.string()]);

/** 'refused': the role does not have the field. 'all': as many rows as there are. */
const seen = z.union([z.enum(['refused', 'all']), z.array(z.union([keyValue, z.array(keyValue)]))]);

/** { who: 'a root field', gets: value } or { who: …, refused: part of the message, or true for any refusal }. */
const step = z
  .looseObject({
    gets: z.unknown().optional(),
    refused: z.union([z.literal(true), z.string()]).optional(),
  })
  .transform(({ gets, refused, ...rest }) => {
    const [[who, field] = [], ...more] = Object.entries(rest);
    if (who === undefined || typeof field !== 'string' || more.length > 0)
      throw new Error(`a step names one person and one root field: ${JSON.stringify(rest)}`);
    return { who, field, gets, refused };
  });
export type Step = z.infer<typeof step>;

const entry = z.strictObject({
  table: z.string(),
  /** What tells rows apart; `id` unless said otherwise. */
  key: z
    .union([z.string(), z.array(z.string())])
    .default('id')
    .transform((key) => [key].flat()),
  /** Names in the API that do not follow from the table's. */
  root: z.string().optional(),
  type: z.string().optional(),
  /** A bool_exp for tables with more rows than a role may ask for. */
  where: z.string().optional(),
  columns: z.record(z.string(), verbs),
  sees: z.record(z.string(), seen),
  does: z.array(step).default([]),
  asks: z.array(step).default([]),
});
export type Entry = z.infer<typeof entry>;

const read = (file: string): unknown => parse(readFileSync(path.join(FOLDER, file), 'utf8'));

export const entries: readonly Entry[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml') && file !== 'hidden.yaml')
  .map((file) => {
    const { data, error } = entry.safeParse(read(file));
    if (data === undefined) throw new Error(`${file}: ${z.prettifyError(error)}`);
    return data;
  });

/** Tables that are tracked and in no role's schema. */
export const hidden: readonly string[] = z
  .strictObject({ tables: z.array(z.string()) })
  .parse(read('hidden.yaml')).tables;

interface Person {
  readonly role: string;
  /** account.id, which in the fixture is member.id as well. */
  readonly id?: number;
}

export const PEOPLE: Readonly<Record<string, Person>> = {
  anonymous: { role: 'anonymous' },
  laurie: { role: 'user', id: 4 }, // owns board 1
  mikhail: { role: 'user', id: 7 }, // edits it
  ingrid: { role: 'user', id: 8 }, // edits it, and sells prints
  carlos: { role: 'user', id: 9 }, // only views it
  stranger: { role: 'user', id: 10 }, // is in nothing
  editor: { role: 'editor', id: 6 },
  other_editor: { role: 'editor', id: 8 },
  mod: { role: 'mod', id: 3 },
  superadmin: { role: 'superadmin', id: 2 },
  staff: { role: 'staff', id: 8 },
  service: { role: 'service' },
};

/** Who must be in every file: one of each role. */
export const EVERY_ROLE = ['anonymous', 'laurie', 'editor', 'mod', 'superadmin'] as const;

export function headersOf(who: string): Readonly<Record<string, string>> {
  const person = PEOPLE[who];
  if (person === undefined) throw new Error(`nobody is called "${who}"`);
  const { role, id } = person;
  return {
    'x-hasura-role': role,
    ...(id === undefined
      ? {}
      : { 'x-hasura-user-id': String(id), 'x-hasura-member-id': String(id) }),
    ...(role === 'service' ? { 'x-hasura-use-backend-only-permissions': 'true' } : {}),
  };
}
