import { z } from 'zod';
import { requestTransform, responseTransform } from './webhook.ts';
import {
  type DeepReadonly,
  graphqlNameText,
  header,
  json,
  listOf,
  nonEmptyText,
  optional,
  qualifiedName,
  withDefault,
} from './wire.ts';

const argument = z.object({
  name: graphqlNameText,
  /** GraphQL text: `[SampleInput!]!`. */
  type: z.string(),
  description: optional(z.string()),
});

/** The CLI writes `kind: ''` beside queries, where nobody reads it. */
const withoutKindOfQuery = (given: unknown): unknown =>
  typeof given === 'object' && given !== null && 'type' in given && given.type === 'query'
    ? { ...given, kind: undefined }
    : given;

const definition = z.object({
  handler: z.string(),
  type: withDefault(z.enum(['query', 'mutation']), 'mutation'),
  /** Of mutations only; a query is always synchronous. */
  kind: withDefault(z.enum(['synchronous', 'asynchronous']), 'synchronous'),
  arguments: listOf(argument),
  output_type: z.string(),
  headers: listOf(header),
  forward_client_headers: withDefault(z.boolean(), false),
  ignored_client_headers: optional(z.array(z.string())),
  timeout: withDefault(z.int(), 30),
  request_transform: optional(requestTransform),
  response_transform: optional(responseTransform),
});

export const actionDefinition = z.preprocess(withoutKindOfQuery, definition);

export const actionPermission = z.object({ role: nonEmptyText, comment: optional(z.string()) });
export const action = z.object({
  name: graphqlNameText,
  definition: actionDefinition,
  comment: optional(z.string()),
  permissions: listOf(actionPermission),
});
export type Action = DeepReadonly<z.output<typeof action>>;

const description = optional(z.string());

const customEnum = z.object({
  name: graphqlNameText,
  description,
  values: z.array(
    z.object({ value: graphqlNameText, description, is_deprecated: optional(z.boolean()) }),
  ),
});
const customInput = z.object({
  name: graphqlNameText,
  description,
  fields: z.array(z.object({ name: graphqlNameText, type: z.string(), description })),
});
const customRelationship = z.object({
  name: graphqlNameText,
  type: z.enum(['object', 'array']),
  source: withDefault(nonEmptyText, 'default'),
  remote_table: qualifiedName,
  field_mapping: z.record(z.string(), z.string()),
});
const customObject = z.object({
  name: graphqlNameText,
  description,
  fields: z
    .array(
      z.object({ name: graphqlNameText, type: z.string(), description, arguments: optional(json) }),
    )
    .min(1, 'fields cannot be empty'),
  relationships: listOf(customRelationship),
});
const customScalar = z.object({ name: graphqlNameText, description });

export const customTypes = z.object({
  enums: listOf(customEnum),
  input_objects: listOf(customInput),
  objects: listOf(customObject),
  scalars: listOf(customScalar),
});
export type CustomTypes = DeepReadonly<z.output<typeof customTypes>>;
export type CustomObject = CustomTypes['objects'][number];
