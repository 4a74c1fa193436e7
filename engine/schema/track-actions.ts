/** Actions of metadata → those that can be honoured, with their types; the others are complained of. */
import { EngineError } from '../base/error.ts';
import type { Action, Metadata } from '../metadata/model.ts';
import { resolveHeaders } from '../webhook/headers.ts';
import { type Environment, renderUrlTemplate } from '../webhook/url-template.ts';
import {
  baseName,
  buildTypeTable,
  checkCustomTypes,
  isScalar,
  readType,
  type TypeTable,
} from './custom-types.ts';
import { type Complaints, orComplain } from './inconsistency.ts';
import type { InheritedRoles } from './inherited-role.ts';
import type { TypeRef } from './model.ts';
import type { TrackedSource } from './tracked.ts';

export interface TrackedAction {
  readonly metadata: Action;
  readonly output: TypeRef;
  readonly arguments: readonly {
    readonly name: string;
    readonly type: TypeRef;
    readonly description: string | null;
  }[];
  readonly isAsync: boolean;
}
export interface TrackedActions {
  readonly types: TypeTable;
  readonly actions: readonly TrackedAction[];
}

export function trackActions(
  metadata: Metadata,
  sources: ReadonlyMap<string, TrackedSource>,
  env: Environment,
  complaints: Complaints,
): TrackedActions {
  const given = metadata.custom_types;
  const table = buildTypeTable(given, sources);
  const types =
    orComplain(complaints, { kind: 'custom_types' }, printTypes(given), '', () => {
      checkCustomTypes(given, table, sources);
      return table;
    }) ?? buildTypeTable({ enums: [], input_objects: [], objects: [], scalars: [] }, sources);
  const actions = metadata.actions.flatMap((action) => {
    const { name } = action;
    const context = `in action ${JSON.stringify(name)}; `;
    const tracked = orComplain(
      complaints,
      { kind: 'action', name },
      printAction(action),
      context,
      () => track(action, types, env),
    );
    return tracked === null ? [] : [tracked];
  });
  return { types, actions };
}

function track(metadata: Action, types: TypeTable, env: Environment): TrackedAction {
  const { definition } = metadata;
  renderUrlTemplate(definition.handler, env);
  resolveHeaders(definition.headers, env);
  const output = readType(definition.output_type);
  const isAsync = definition.type === 'mutation' && definition.kind === 'asynchronous';
  const args = definition.arguments.map(({ name, type, description }) => {
    const read = readType(type);
    const base = baseName(read);
    if (!isScalar(base, types) && !types.inputs.has(base))
      throw new EngineError(
        'invalid-params',
        `the type: ${JSON.stringify(base)} is not defined in custom types or it is not a scalar/enum/input_object type`,
      );
    return { name, type: read, description: description ?? null };
  });
  refuseUnknownOutput(baseName(output), types);
  if (isAsync) refuseNestedJoins(baseName(output), types);
  return { metadata, output, arguments: args, isAsync };
}

function refuseUnknownOutput(name: string, types: TypeTable): void {
  if (types.objects.has(name) || isScalar(name, types)) return;
  throw new EngineError(
    'not-exists',
    `the type: ${JSON.stringify(name)} is not an object or scalar type defined in custom types`,
  );
}

/** The original joins the rows of an asynchronous action in SQL, which cannot look into nested objects. */
function refuseNestedJoins(name: string, { objects }: TypeTable): void {
  const object = objects.get(name);
  if (!object || object.relationships.length === 0) return;
  const nested = object.fields.filter(({ type }) => objects.has(baseName(readType(type))));
  if (nested.length === 0) return;
  throw new EngineError(
    'constraint-error',
    `Async action relations cannot be used with object fields: ${nested
      .map((field) => JSON.stringify(field.name))
      .join(', ')}`,
  );
}

/** By itself, or because one of the roles that it is made of may. */
export function mayRun(
  { metadata }: TrackedAction,
  role: string,
  inherited: InheritedRoles,
  seen: readonly string[] = [],
): boolean {
  if (role === 'admin' || metadata.permissions.some((permission) => permission.role === role))
    return true;
  if (seen.includes(role)) return false;
  const parents = inherited.get(role) ?? [];
  return parents.some((parent) =>
    mayRun({ metadata } as TrackedAction, parent, inherited, [...seen, role]),
  );
}

/** Definitions as the original prints them in inconsistencies: with null where nothing was said. */
function printTypes(types: Metadata['custom_types']): unknown {
  const field = ({
    name,
    type,
    description,
  }: {
    readonly name: string;
    readonly type: string;
    readonly description?: string | undefined;
  }) => ({ name, type, description: description ?? null });
  return {
    scalars: types.scalars.map(({ name, description }) => ({
      name,
      description: description ?? null,
    })),
    enums: types.enums.map(({ name, description, values }) => ({
      name,
      description: description ?? null,
      values: values.map((value) => ({
        value: value.value,
        description: value.description ?? null,
        is_deprecated: value.is_deprecated ?? null,
      })),
    })),
    input_objects: types.input_objects.map(({ name, description, fields }) => ({
      name,
      description: description ?? null,
      fields: fields.map(field),
    })),
    objects: types.objects.map(({ name, description, fields, relationships }) => ({
      name,
      description: description ?? null,
      fields: fields.map((each) => ({ ...field(each), arguments: each.arguments ?? null })),
      relationships: relationships.map((each) => ({
        name: each.name,
        type: each.type,
        source: each.source,
        remote_table: each.remote_table,
        field_mapping: each.field_mapping,
      })),
    })),
  };
}

function printAction({ name, comment, definition }: Action): unknown {
  const { arguments: args, kind, type, ignored_client_headers: _, ...rest } = definition;
  const said = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    name,
    comment: comment ?? null,
    definition: {
      ...Object.fromEntries(said),
      arguments: args.map((arg) => ({ ...arg, description: arg.description ?? null })),
      type,
      ...(type === 'mutation' ? { kind } : {}),
    },
  };
}
