import { z } from 'zod';
import { englishList } from '../../base/text.ts';
import {
  deletePermission,
  insertPermission,
  selectPermission,
  updatePermission,
} from './permission.ts';
import { arrayRelationship, objectRelationship, remoteRelationship } from './relationship.ts';
import { eventTrigger } from './webhook.ts';
import {
  type DeepReadonly,
  graphqlNameText,
  listOf,
  mapOf,
  nonEmptyText,
  optional,
  qualifiedName,
  withDefault,
} from './wire.ts';

/** A root field's own name and description: `"articles"` or `{ name, comment }`. */
const customRootField = z.union([
  graphqlNameText.transform((name) => ({
    name: name as string | undefined,
    comment: undefined as string | undefined,
  })),
  z.object({ name: optional(graphqlNameText), comment: optional(z.string()) }),
]);
const customRootFields = z
  .object({
    select: optional(customRootField),
    select_by_pk: optional(customRootField),
    select_aggregate: optional(customRootField),
    select_stream: optional(customRootField),
    insert: optional(customRootField),
    insert_one: optional(customRootField),
    update: optional(customRootField),
    update_by_pk: optional(customRootField),
    update_many: optional(customRootField),
    delete: optional(customRootField),
    delete_by_pk: optional(customRootField),
  })
  .superRefine((fields, context) => {
    const names = Object.values(fields).flatMap((field) => field?.name ?? []);
    const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
    if (twice.size > 0)
      context.addIssue({
        code: 'custom',
        message: `the following custom root field names are duplicated: ${englishList(
          [...twice].map((name) => `"${name}"`),
          'and',
        )}`,
      });
  });
export type CustomRootFields = DeepReadonly<z.output<typeof customRootFields>>;

const columnConfig = z.object({
  custom_name: optional(graphqlNameText),
  comment: optional(z.string()),
});

/** The older `custom_column_names` is merged into `column_config`, where it loses against a `custom_name`. */
export const tableConfiguration = z
  .object({
    custom_root_fields: withDefault(customRootFields, {}),
    custom_column_names: mapOf(graphqlNameText),
    column_config: mapOf(columnConfig),
    custom_name: optional(graphqlNameText),
    comment: optional(z.string()),
  })
  .transform(({ custom_column_names, column_config, ...rest }) => ({
    ...rest,
    column_config: mergeColumnNames(custom_column_names, column_config),
  }));
export type TableConfiguration = DeepReadonly<z.output<typeof tableConfiguration>>;

function mergeColumnNames(
  names: Record<string, string>,
  config: Record<string, z.output<typeof columnConfig>>,
): Record<string, z.output<typeof columnConfig>> {
  const merged = { ...config };
  for (const [column, name] of Object.entries(names)) {
    const given = merged[column];
    merged[column] = { ...given, custom_name: given?.custom_name ?? name };
  }
  return merged;
}

export const computedField = z.object({
  name: nonEmptyText,
  definition: z.object({
    function: qualifiedName,
    table_argument: optional(z.string()),
    session_argument: optional(z.string()),
  }),
  comment: optional(z.string()),
});
export type ComputedField = DeepReadonly<z.output<typeof computedField>>;

const EMPTY_CONFIGURATION = { custom_root_fields: {}, column_config: {} };

/** The one entry of metadata whose parser refuses keys that it does not know. */
export const table = z.strictObject(
  {
    table: qualifiedName,
    is_enum: withDefault(z.boolean(), false),
    configuration: withDefault(tableConfiguration, EMPTY_CONFIGURATION),
    object_relationships: listOf(objectRelationship),
    array_relationships: listOf(arrayRelationship),
    computed_fields: listOf(computedField),
    remote_relationships: listOf(remoteRelationship),
    insert_permissions: listOf(insertPermission),
    select_permissions: listOf(selectPermission),
    update_permissions: listOf(updatePermission),
    delete_permissions: listOf(deletePermission),
    event_triggers: listOf(eventTrigger),
    apollo_federation_config: optional(z.object({ enable: z.literal('v1') })),
    logical_model: optional(z.string()),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unexpected keys when parsing TableMetadata: ${JSON.stringify(issue.keys)}`
        : undefined,
  },
);
export type TableMetadata = DeepReadonly<z.output<typeof table>>;
