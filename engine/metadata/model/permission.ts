import { z } from 'zod';
import {
  type DeepReadonly,
  header,
  json,
  jsonObject,
  listOf,
  nonEmptyText,
  optional,
  withDefault,
} from './wire.ts';

const columns = z.union([z.literal('*'), z.array(z.string())]);
const presets = withDefault(z.record(z.string(), json), {});

const validateInput = z.object({
  type: z.literal('http'),
  definition: z.object({
    url: z.string(),
    headers: listOf(header),
    timeout: withDefault(z.int(), 10),
    forward_client_headers: withDefault(z.boolean(), false),
  }),
});
export type ValidateInput = DeepReadonly<z.output<typeof validateInput>>;

const queryRoot = z.enum(['select', 'select_by_pk', 'select_aggregate']);
const subscriptionRoot = z.enum(['select', 'select_by_pk', 'select_aggregate', 'select_stream']);

const of = <T extends z.ZodType>(permission: T) =>
  z.object({ role: nonEmptyText, permission, comment: optional(z.string()) });

export const insertPermission = of(
  z.object({
    check: jsonObject,
    set: presets,
    columns: withDefault(columns, '*'),
    backend_only: withDefault(z.boolean(), false),
    validate_input: optional(validateInput),
  }),
);
export type InsertPermission = DeepReadonly<z.output<typeof insertPermission>>;

export const selectPermission = of(
  z.object({
    columns,
    computed_fields: listOf(z.string()),
    filter: jsonObject,
    limit: optional(z.int().min(0, 'unexpected negative value')),
    allow_aggregations: withDefault(z.boolean(), false),
    /** Absent: all root fields. */
    query_root_fields: optional(z.array(queryRoot)),
    subscription_root_fields: optional(z.array(subscriptionRoot)),
  }),
);
export type SelectPermission = DeepReadonly<z.output<typeof selectPermission>>;

export const updatePermission = of(
  z.object({
    columns,
    filter: jsonObject,
    /** Absent: the row need not satisfy anything afterwards. */
    check: optional(jsonObject),
    set: presets,
    backend_only: withDefault(z.boolean(), false),
    validate_input: optional(validateInput),
  }),
);
export type UpdatePermission = DeepReadonly<z.output<typeof updatePermission>>;

export const deletePermission = of(
  z.object({
    filter: jsonObject,
    backend_only: withDefault(z.boolean(), false),
    validate_input: optional(validateInput),
  }),
);
export type DeletePermission = DeepReadonly<z.output<typeof deletePermission>>;

export const logicalModelPermission = of(z.object({ columns, filter: jsonObject }));
export type LogicalModelPermission = DeepReadonly<z.output<typeof logicalModelPermission>>;
