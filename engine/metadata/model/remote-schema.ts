import { z } from 'zod';
import { remoteRelationship } from './relationship.ts';
import {
  type DeepReadonly,
  graphqlNameText,
  header,
  json,
  listOf,
  mapOf,
  nonEmptyText,
  optional,
  withDefault,
} from './wire.ts';

const typeNames = z.object({
  prefix: optional(graphqlNameText),
  suffix: optional(graphqlNameText),
  mapping: mapOf(graphqlNameText),
});
const fieldNames = z.object({
  parent_type: graphqlNameText,
  prefix: optional(graphqlNameText),
  suffix: optional(graphqlNameText),
  mapping: mapOf(graphqlNameText),
});
const customization = z.object({
  root_fields_namespace: optional(graphqlNameText),
  type_names: optional(typeNames),
  field_names: optional(z.array(fieldNames)),
});
export type RemoteSchemaCustomization = DeepReadonly<z.output<typeof customization>>;

export const remoteSchemaDefinition = z
  .object({
    url: optional(z.string()),
    url_from_env: optional(z.string()),
    headers: listOf(header),
    forward_client_headers: withDefault(z.boolean(), false),
    timeout_seconds: optional(z.int()),
    customization: optional(customization),
  })
  .refine(({ url, url_from_env }) => (url === undefined) !== (url_from_env === undefined), {
    error: 'one of `url` or `url_from_env` should be present',
  });

export const remoteSchemaPermission = z.object({
  role: nonEmptyText,
  /** `schema`: SDL of what the role may see, with `@preset` directives. */
  definition: z.object({ schema: z.string() }),
  comment: optional(z.string()),
});

export const remoteSchema = z.object({
  name: nonEmptyText,
  definition: remoteSchemaDefinition,
  comment: optional(z.string()),
  permissions: listOf(remoteSchemaPermission),
  remote_relationships: listOf(
    z.object({ type_name: graphqlNameText, relationships: listOf(remoteRelationship) }),
  ),
  /** Written by newer versions beside the definition; kept, never read. */
  introspection: optional(json),
});
export type RemoteSchemaMetadata = DeepReadonly<z.output<typeof remoteSchema>>;
