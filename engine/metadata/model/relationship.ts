import { z } from 'zod';
import {
  type DeepReadonly,
  json,
  nonEmptyText,
  optional,
  qualifiedName,
  withDefault,
} from './wire.ts';

const columnMap = z.record(z.string(), z.string());

const manualConfiguration = z.object({
  remote_table: qualifiedName,
  column_mapping: columnMap,
  insertion_order: optional(z.enum(['before_parent', 'after_parent'])),
});

const oneOrMore = z.union([z.string().transform((name) => [name]), z.array(z.string()).min(1)]);
const remoteKey = z
  .object({
    table: qualifiedName,
    column: optional(z.string()),
    columns: optional(oneOrMore),
  })
  .refine(({ column, columns }) => (column === undefined) !== (columns === undefined), {
    error: "expected exactly one of 'column' or 'columns'",
  })
  .transform(({ table, column, columns }) => ({
    table,
    columns: columns ?? (column === undefined ? [] : [column]),
  }));

const exactlyOne = <
  T extends { foreign_key_constraint_on?: unknown; manual_configuration?: unknown },
>(
  using: T,
) => (using.foreign_key_constraint_on === undefined) !== (using.manual_configuration === undefined);
const exactlyOneText = {
  error: ({ input }: { readonly input?: unknown }) => {
    const isEmpty = !(input as Record<string, unknown>)['foreign_key_constraint_on'];
    return `${isEmpty ? 'atleast' : 'only'} one of foreign_key_constraint_on/manual_configuration should be present`;
  },
};

/** By a foreign key of ours (`columns`), by one that points at us (`table` + `columns`), or by hand. */
const objectUsing = z
  .object({
    foreign_key_constraint_on: optional(
      z.union([oneOrMore.transform((columns) => ({ table: undefined, columns })), remoteKey]),
    ),
    manual_configuration: optional(manualConfiguration),
  })
  .refine(exactlyOne, exactlyOneText);
const arrayUsing = z
  .object({
    foreign_key_constraint_on: optional(remoteKey),
    manual_configuration: optional(manualConfiguration),
  })
  .refine(exactlyOne, exactlyOneText);

export const objectRelationship = z.object({
  name: nonEmptyText,
  using: objectUsing,
  comment: optional(z.string()),
});
export type ObjectRelationship = DeepReadonly<z.output<typeof objectRelationship>>;

export const arrayRelationship = z.object({
  name: nonEmptyText,
  using: arrayUsing,
  comment: optional(z.string()),
});
export type ArrayRelationship = DeepReadonly<z.output<typeof arrayRelationship>>;

/**
 * The call on a remote schema: `{ field: { arguments, field?: { … } } }`, one field a level. Kept as written; schema/
 * resolves it against the remote's types.
 */
export const remoteFieldCall = z.record(
  z.string(),
  z.object({ arguments: withDefault(z.record(z.string(), json), {}), field: optional(json) }),
);

export const toSource = z.object({
  source: nonEmptyText,
  table: qualifiedName,
  relationship_type: z.enum(['object', 'array']),
  field_mapping: z.record(z.string(), z.string()),
});
const toRemoteSchema = z.object({
  remote_schema: nonEmptyText,
  lhs_fields: z.array(z.string()),
  remote_field: remoteFieldCall,
});

/**
 * Where a remote relationship leads. The older spelling (`hasura_fields` on the top level) is read into the newer;
 * `spelling` remembers it, because the original exports what it was given.
 */
export const remoteRelationshipDefinition = z.union([
  z.object({ to_source: toSource }).transform(({ to_source }) => ({
    kind: 'to_source' as const,
    ...to_source,
  })),
  z.object({ to_remote_schema: toRemoteSchema }).transform(({ to_remote_schema }) => ({
    kind: 'to_remote_schema' as const,
    spelling: 'unified' as 'unified' | 'old',
    ...to_remote_schema,
  })),
  z
    .object({
      remote_schema: nonEmptyText,
      hasura_fields: z.array(z.string()),
      remote_field: remoteFieldCall,
    })
    .transform(({ hasura_fields, ...rest }) => ({
      kind: 'to_remote_schema' as const,
      spelling: 'old' as 'unified' | 'old',
      ...rest,
      lhs_fields: hasura_fields,
    })),
]);
export type RemoteRelationshipDefinition = DeepReadonly<
  z.output<typeof remoteRelationshipDefinition>
>;

export const remoteRelationship = z.object({
  name: nonEmptyText,
  definition: remoteRelationshipDefinition,
});
export type RemoteRelationship = DeepReadonly<z.output<typeof remoteRelationship>>;
