import { z } from 'zod';

/**
 * What the pieces of metadata have in common on the wire. Hasura reads `null` and a missing key alike, so every
 * optional key here takes both, and what comes out of a schema is normal: one spelling, lists and maps always there.
 */

/** zod's outputs are mutable; metadata is a value. */
export type DeepReadonly<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : T extends ReadonlyMap<unknown, unknown>
      ? T
      : T extends object
        ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
        : T;

/** Cast because a transform would make the key required in the output's type: whoever builds metadata may leave it out. */
export const optional = <T extends z.ZodType>(schema: T): z.ZodOptional<T> =>
  z.union([z.null().transform(() => undefined), schema]).optional() as unknown as z.ZodOptional<T>;

/** Null and missing become `fallback`, which must be a fresh or immutable value. */
export const withDefault = <T extends z.ZodType>(schema: T, fallback: z.output<T>) =>
  z
    .union([schema, z.null()])
    .optional()
    .transform(
      (value) => (value === null || value === undefined ? fallback : value) as z.output<T>,
    );

export const listOf = <T extends z.ZodType>(item: T) =>
  withDefault(z.array(item), [] as z.output<T>[]);

export const mapOf = <T extends z.ZodType>(item: T) =>
  withDefault(z.record(z.string(), item), {} as Record<string, z.output<T>>);

/** Names of sources, roles, relationships, triggers…: Hasura's NonEmptyText. */
export const nonEmptyText = z.string().min(1, 'empty string not allowed');

export const json = z.unknown();
/** A JSON object whose content is looked at later: a bool_exp of a permission, a cron payload, … */
export const jsonObject = z.record(z.string(), z.unknown());

/** `"article"` or `{ schema, name }`; the schema is `public` unless said. */
export const qualifiedName = z.union([
  z.string().transform((name) => ({ schema: 'public', name })),
  z
    .object({ schema: withDefault(z.string(), 'public'), name: z.string() })
    .transform(({ schema, name }) => ({ schema, name })),
  z.custom<never>(() => false, 'expecting a string/object for QualifiedObject'),
]);

const graphqlName = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
/** A name of GraphQL's grammar. Hasura refuses others when it parses, not when it builds the schema. */
export const graphqlNameText = z.string().refine((name) => graphqlName.test(name), {
  error: ({ input }) => `${String(input)} is not a valid GraphQL name`,
});

export const header = z
  .object({ name: z.string(), value: optional(z.string()), value_from_env: optional(z.string()) })
  .refine(({ value, value_from_env }) => (value === undefined) !== (value_from_env === undefined), {
    error: "expecting one of 'value' or 'value_from_env' keys",
  })
  .refine(({ value_from_env }) => !value_from_env?.startsWith('HASURA_GRAPHQL_'), {
    error: ({ input }) =>
      `env variables starting with "HASURA_GRAPHQL_" are not allowed in value_from_env: ${(input as { value_from_env: string }).value_from_env}`,
  });
export type Header = DeepReadonly<z.output<typeof header>>;
