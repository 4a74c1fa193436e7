import type { TableName } from '../catalog/model.ts';
import type { CustomTypes } from './model/action.ts';
import { type EventExtension, EXTENSION_KEY } from './model/extension.ts';
import type { RemoteSchemaMetadata } from './model/remote-schema.ts';
import type { CustomRootFields, TableConfiguration } from './model/table.ts';
import type {
  Action,
  ArrayRelationship,
  CronTrigger,
  EventTrigger,
  FunctionMetadata,
  Metadata,
  ObjectRelationship,
  RemoteRelationshipDefinition,
  RequestTransform,
  Source,
  TableMetadata,
} from './model.ts';

/**
 * Metadata → the JSON that Hasura exports and stores: its order of keys, names in order within each list, defaults left
 * out. Where the original writes a value through a hash map the keys come out sorted; `sorted` does the same.
 */
export function printMetadata(metadata: Metadata): Readonly<Record<string, unknown>> {
  return compact({
    version: 3,
    sources: byName(metadata.sources, ({ name }) => name).map(printSource),
    remote_schemas: list(metadata.remote_schemas, ({ name }) => name, printRemoteSchema),
    query_collections: list(
      metadata.query_collections,
      ({ name }) => name,
      (collection) =>
        compact({
          name: collection.name,
          definition: { queries: collection.definition.queries.map(sorted) },
          comment: collection.comment,
        }),
    ),
    allowlist: list(
      metadata.allowlist,
      ({ collection }) => collection,
      (entry) => ({
        collection: entry.collection,
        scope: sorted(entry.scope),
      }),
    ),
    actions: list(metadata.actions, ({ name }) => name, printAction),
    custom_types: printCustomTypes(metadata.custom_types),
    cron_triggers: list(
      metadata.cron_triggers.filter((trigger) => trigger.include_in_metadata),
      ({ name }) => name,
      printCronTrigger,
    ),
    rest_endpoints: list(metadata.rest_endpoints, ({ name }) => name, sorted),
    api_limits: unless(metadata.api_limits, isPlainLimits, printLimits),
    metrics_config: unless(
      metadata.metrics_config,
      (config) => !config.analyze_query_variables && !config.analyze_response_body,
      sorted,
    ),
    inherited_roles: list(
      metadata.inherited_roles,
      ({ role_name }) => role_name,
      (role) => ({
        role_name: role.role_name,
        role_set: [...role.role_set].sort(compareText),
      }),
    ),
    graphql_schema_introspection: unless(
      metadata.graphql_schema_introspection,
      ({ disabled_for_roles }) => disabled_for_roles.length === 0,
      sorted,
    ),
    network: unless(metadata.network, ({ tls_allowlist }) => tls_allowlist.length === 0, sorted),
    backend_configs: unless(metadata.backend_configs, isEmptyObject, sorted),
    opentelemetry: unless(metadata.opentelemetry, isPlainTelemetry, sorted),
  });
}

const isPlainLimits = ({ disabled, ...limits }: Metadata['api_limits']): boolean =>
  !disabled && Object.values(limits).every((limit) => limit === undefined);
const printLimits = (limits: Metadata['api_limits']): unknown => sorted(limits);
const isPlainTelemetry = (given: Metadata['opentelemetry']): boolean =>
  given.status === 'disabled' &&
  given.data_types.length === 0 &&
  given.exporter_otlp.headers.length === 0 &&
  given.exporter_otlp.otlp_traces_endpoint === undefined &&
  given.exporter_otlp.otlp_metrics_endpoint === undefined &&
  given.exporter_otlp.otlp_logs_endpoint === undefined &&
  given.exporter_otlp.resource_attributes.length === 0 &&
  given.exporter_otlp.traces_propagators.length === 0 &&
  given.batch_span_processor.max_export_batch_size === 512;

export function printSource(source: Source): Readonly<Record<string, unknown>> {
  if (source.foreign !== undefined) return source.foreign;
  return compact({
    name: source.name,
    kind: source.kind,
    tables: byName(source.tables, ({ table }) => tableKey(table)).map(printTable),
    functions: list(source.functions, (entry) => tableKey(entry.function), printFunction),
    native_queries: list(
      source.native_queries,
      ({ root_field_name }) => root_field_name,
      (query) =>
        compact({
          ...sortedEntries(query),
          arguments: sorted(query.arguments),
          object_relationships: nonEmpty(query.object_relationships.map(sorted)),
          array_relationships: nonEmpty(query.array_relationships.map(sorted)),
        }),
    ),
    stored_procedures: nonEmpty(source.stored_procedures),
    logical_models: list(
      source.logical_models,
      ({ name }) => name,
      (model) =>
        compact({
          ...sortedEntries(model),
          select_permissions: list(model.select_permissions, ({ role }) => role, printPermission),
        }),
    ),
    configuration: printConfiguration(source.configuration),
    query_tags: source.query_tags && sorted(source.query_tags),
    customization: unless(source.customization, isEmptyObject, sorted),
    health_check: source.health_check && sorted(source.health_check),
  });
}

function printConfiguration({ extensions_schema, ...rest }: Source['configuration']): unknown {
  return sorted({
    ...rest,
    ...(extensions_schema === 'public' ? {} : { extensions_schema }),
  });
}

export function printTable(table: TableMetadata): Readonly<Record<string, unknown>> {
  return compact({
    table: printQualified(table.table),
    is_enum: table.is_enum || undefined,
    configuration: printTableConfiguration(table.configuration),
    object_relationships: list(table.object_relationships, nameOf, printObjectRelationship),
    array_relationships: list(table.array_relationships, nameOf, printArrayRelationship),
    computed_fields: list(table.computed_fields, nameOf, (field) =>
      compact({ name: field.name, definition: sorted(field.definition), comment: field.comment }),
    ),
    remote_relationships: list(table.remote_relationships, nameOf, (relationship) => ({
      name: relationship.name,
      definition: printRemoteDefinition(relationship.definition),
    })),
    insert_permissions: list(table.insert_permissions, roleOf, (entry) =>
      printEntry(entry, {
        check: sorted(entry.permission.check),
        set: unless(entry.permission.set, isEmptyObject, sorted),
        columns: entry.permission.columns,
        backend_only: entry.permission.backend_only || undefined,
        validate_input: sorted(entry.permission.validate_input),
      }),
    ),
    select_permissions: list(table.select_permissions, roleOf, (entry) =>
      printEntry(entry, {
        columns: entry.permission.columns,
        computed_fields: nonEmpty(entry.permission.computed_fields),
        filter: sorted(entry.permission.filter),
        limit: entry.permission.limit,
        allow_aggregations: entry.permission.allow_aggregations || undefined,
        query_root_fields: entry.permission.query_root_fields,
        subscription_root_fields: entry.permission.subscription_root_fields,
      }),
    ),
    update_permissions: list(table.update_permissions, roleOf, (entry) =>
      printEntry(entry, {
        columns: entry.permission.columns,
        filter: sorted(entry.permission.filter),
        check: entry.permission.check === undefined ? null : sorted(entry.permission.check),
        set: unless(entry.permission.set, isEmptyObject, sorted),
        backend_only: entry.permission.backend_only || undefined,
        validate_input: sorted(entry.permission.validate_input),
      }),
    ),
    delete_permissions: list(table.delete_permissions, roleOf, (entry) =>
      printEntry(entry, {
        filter: sorted(entry.permission.filter),
        backend_only: entry.permission.backend_only || undefined,
        validate_input: sorted(entry.permission.validate_input),
      }),
    ),
    event_triggers: list(table.event_triggers, nameOf, printEventTrigger),
    apollo_federation_config: table.apollo_federation_config,
    logical_model: table.logical_model,
  });
}

const nameOf = ({ name }: { readonly name: string }): string => name;
const roleOf = ({ role }: { readonly role: string }): string => role;

interface Entry {
  readonly role: string;
  readonly comment?: string | undefined;
}
const printEntry = ({ role, comment }: Entry, permission: Readonly<Record<string, unknown>>) =>
  compact({ role, permission: compact(permission), comment });
const printPermission = (entry: Entry & { readonly permission: unknown }): unknown =>
  compact({ role: entry.role, permission: sorted(entry.permission), comment: entry.comment });

/** Hasura writes the names of columns twice: in the older map and in the newer. */
export function printTableConfiguration(
  configuration: TableConfiguration,
): Readonly<Record<string, unknown>> | undefined {
  const { custom_root_fields, column_config, custom_name, comment } = configuration;
  const roots = printRootFields(custom_root_fields);
  if (
    isEmptyObject(roots) &&
    isEmptyObject(column_config) &&
    custom_name === undefined &&
    comment === undefined
  )
    return undefined;
  const names = Object.entries(column_config).flatMap(([column, config]) =>
    config.custom_name === undefined ? [] : [[column, config.custom_name]],
  );
  return compact({
    column_config: sorted(column_config),
    comment,
    custom_column_names: sorted(Object.fromEntries(names)),
    custom_name,
    custom_root_fields: roots,
  });
}

function printRootFields(fields: CustomRootFields): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields)
    .filter(([, field]) => field !== undefined && (field.name ?? field.comment) !== undefined)
    .map(([key, field]) => [key, field?.comment === undefined ? field?.name : sorted(field)]);
  return sorted(Object.fromEntries(entries)) as Readonly<Record<string, unknown>>;
}

export function printUsing(
  using: ObjectRelationship['using'] | ArrayRelationship['using'],
): Readonly<Record<string, unknown>> {
  const key = using.foreign_key_constraint_on;
  if (key !== undefined) {
    const column = key.columns.length === 1 ? key.columns[0] : undefined;
    if (key.table === undefined) return { foreign_key_constraint_on: column ?? key.columns };
    const columns = column === undefined ? { columns: key.columns } : { column };
    return { foreign_key_constraint_on: { ...columns, table: printQualified(key.table) } };
  }
  const manual = using.manual_configuration;
  return {
    manual_configuration: {
      column_mapping: sorted(manual?.column_mapping),
      insertion_order: manual?.insertion_order ?? null,
      remote_table: manual && printQualified(manual.remote_table),
    },
  };
}
const printObjectRelationship = ({ name, using, comment }: ObjectRelationship) =>
  compact({ name, using: printUsing(using), comment });
const printArrayRelationship = ({ name, using, comment }: ArrayRelationship) =>
  compact({ name, using: printUsing(using), comment });

export function printRemoteDefinition(definition: RemoteRelationshipDefinition): unknown {
  if (definition.kind === 'to_source') {
    const { kind: _, ...target } = definition;
    return { to_source: sorted(target) };
  }
  const { kind: _, spelling, lhs_fields, ...target } = definition;
  if (spelling === 'old') return sorted({ ...target, hasura_fields: lhs_fields });
  return { to_remote_schema: sorted({ ...target, lhs_fields }) };
}

export function printEventTrigger(trigger: EventTrigger): Readonly<Record<string, unknown>> {
  return compact({
    name: trigger.name,
    definition: sorted(trigger.definition),
    retry_conf: sorted(trigger.retry_conf),
    webhook: trigger.webhook,
    webhook_from_env: trigger.webhook_from_env,
    headers: nonEmpty(trigger.headers.map(sorted)),
    request_transform: printTransform(trigger.request_transform),
    response_transform: printTransform(trigger.response_transform),
    cleanup_config: sorted(trigger.cleanup_config),
    trigger_on_replication: trigger.trigger_on_replication || undefined,
    [EXTENSION_KEY]: printEventExtension(trigger[EXTENSION_KEY]),
  });
}

const printEventExtension = (extension: EventExtension | undefined): unknown =>
  extension && sorted({ ...extension, dead_letters: extension.dead_letters || undefined });

/** Version 1 writes a body as the text of its template. */
function printTransform(
  transform: Pick<RequestTransform, 'version' | 'body'> | undefined,
): unknown {
  if (transform?.version === 1 && transform.body?.action === 'transform')
    return sorted({ ...transform, body: transform.body.template });
  return sorted(transform);
}

function printFunction(entry: FunctionMetadata): unknown {
  const { custom_root_fields, ...configuration } = entry.configuration;
  const isPlain = isEmptyObject(configuration) && isEmptyObject(custom_root_fields);
  return compact({
    function: printQualified(entry.function),
    configuration: isPlain ? undefined : sorted({ ...configuration, custom_root_fields }),
    permissions: list(entry.permissions, roleOf, sorted),
    comment: entry.comment,
  });
}

export function printRemoteSchema(remote: RemoteSchemaMetadata): unknown {
  const { definition } = remote;
  return compact({
    name: remote.name,
    definition: compact({
      url: definition.url,
      url_from_env: definition.url_from_env,
      timeout_seconds: definition.timeout_seconds,
      headers: nonEmpty(definition.headers.map(sorted)),
      customization: sorted(definition.customization),
      forward_client_headers: definition.forward_client_headers || undefined,
    }),
    comment: remote.comment,
    permissions: list(remote.permissions, roleOf, (permission) =>
      compact({
        role: permission.role,
        definition: permission.definition,
        comment: permission.comment,
      }),
    ),
    remote_relationships: list(
      remote.remote_relationships,
      ({ type_name }) => type_name,
      ({ type_name, relationships }) => ({
        relationships: relationships.map(({ name, definition: target }) => ({
          definition: printRemoteDefinition(target),
          name,
        })),
        type_name,
      }),
    ),
  });
}

export function printAction(action: Action): Readonly<Record<string, unknown>> {
  const { definition } = action;
  return compact({
    name: action.name,
    definition: compact({
      handler: definition.handler,
      output_type: definition.output_type,
      forward_client_headers: definition.forward_client_headers || undefined,
      ignored_client_headers: definition.ignored_client_headers,
      arguments: nonEmpty(definition.arguments.map(argumentOf)),
      headers: nonEmpty(definition.headers.map(sorted)),
      request_transform: printTransform(definition.request_transform),
      response_transform: printTransform(definition.response_transform),
      type: definition.type,
      kind: definition.type === 'mutation' ? definition.kind : undefined,
      timeout: definition.timeout === 30 ? undefined : definition.timeout,
    }),
    comment: action.comment,
    permissions: nonEmpty(
      action.permissions.map(({ role, comment }) => compact({ role, comment })),
    ),
  });
}
const argumentOf = ({ name, type, description }: Action['definition']['arguments'][number]) =>
  compact({ name, type, description });

function printCustomTypes(types: CustomTypes): Readonly<Record<string, unknown>> | undefined {
  const printed = compact({
    input_objects: list(types.input_objects, nameOf, ({ name, description, fields }) =>
      compact({ name, description, fields: fields.map((field) => compact({ ...field })) }),
    ),
    objects: list(types.objects, nameOf, ({ name, description, fields, relationships }) =>
      compact({
        name,
        description,
        fields: fields.map((field) => compact({ ...field })),
        relationships: nonEmpty(relationships.map(sorted)),
      }),
    ),
    scalars: list(types.scalars, nameOf, ({ name, description }) => compact({ name, description })),
    enums: list(types.enums, nameOf, ({ name, description, values }) =>
      compact({
        name,
        description,
        values: values.map(({ value, description: said, is_deprecated }) =>
          compact({ value, description: said, is_deprecated }),
        ),
      }),
    ),
  });
  return isEmptyObject(printed) ? undefined : printed;
}

export const printCronTrigger = (trigger: CronTrigger): Readonly<Record<string, unknown>> =>
  compact({
    name: trigger.name,
    webhook: trigger.webhook,
    schedule: trigger.schedule,
    include_in_metadata: trigger.include_in_metadata,
    payload: trigger.payload,
    retry_conf: isDefaultRetry(trigger.retry_conf) ? undefined : printRetry(trigger.retry_conf),
    headers: nonEmpty(trigger.headers.map(sorted)),
    comment: trigger.comment,
    request_transform: printTransform(trigger.request_transform),
    response_transform: printTransform(trigger.response_transform),
    [EXTENSION_KEY]: sorted(trigger[EXTENSION_KEY]),
  });
const isDefaultRetry = (retry: CronTrigger['retry_conf']): boolean =>
  retry.num_retries === 0 &&
  retry.retry_interval_seconds === 10 &&
  retry.timeout_seconds === 60 &&
  retry.tolerance_seconds === 21_600;
const printRetry = (retry: CronTrigger['retry_conf']): unknown => ({
  num_retries: retry.num_retries,
  retry_interval_seconds: retry.retry_interval_seconds,
  timeout_seconds: retry.timeout_seconds,
  tolerance_seconds: retry.tolerance_seconds,
});

export const printQualified = ({ schema, name }: TableName) => ({ name, schema });

// ── the small rules ──

const tableKey = ({ schema, name }: TableName): string => `${schema}\0${name}`;
/** Hasura orders text by code point, not by locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byName = <T>(items: readonly T[], key: (item: T) => string): readonly T[] =>
  [...items].sort((a, b) => compareText(key(a), key(b)));
const nonEmpty = <T>(items: readonly T[]): readonly T[] | undefined =>
  items.length === 0 ? undefined : items;
const list = <T>(
  items: readonly T[],
  key: (item: T) => string,
  print: (item: T) => unknown,
): readonly unknown[] | undefined => nonEmpty(byName(items, key).map(print));
const unless = <T>(
  value: T,
  isDefault: (value: T) => boolean,
  print: (value: T) => unknown,
): unknown => (isDefault(value) ? undefined : print(value));
const isEmptyObject = (value: object): boolean =>
  Object.values(value).every((member) => member === undefined);

/** Without the keys that hold nothing. */
const compact = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

const sortedEntries = (value: object): Readonly<Record<string, unknown>> =>
  sorted(value) as Readonly<Record<string, unknown>>;

/** Keys in order at every depth, as a value that went through a hash map. Only plain objects are taken apart. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value; // a number that a double cannot hold
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
