import { EngineError } from '../base/error.ts';
import { type BoolExp, type Operand, TRUE } from '../ir/bool-exp.ts';
import type { InputHook } from '../ir/validation.ts';
import type { ValidateInput } from '../metadata/model.ts';
import type { Draft } from './draft.ts';
import { filterToBoolExp } from './filter.ts';
import { presetOperand } from './filter-comparison.ts';
import { type Complaints, orComplain } from './inconsistency.ts';
import { qualified } from './naming.ts';
import type { TablePermissions } from './tracked.ts';

const NONE: TablePermissions = { select: null, insert: null, update: null, delete: null };

/** Permissions of metadata → conditions, column lists and presets, by role. */
export function resolvePermissions(draft: Draft, complaints: Complaints): void {
  const { metadata } = draft;
  resolveVerb(draft, complaints, 'select', metadata.select_permissions, (p) => ({
    filter: filterToBoolExp(p.filter, draft),
    limit: p.limit ?? null,
    allowAggregations: p.allow_aggregations,
    columns: new Map([...columnNames(draft, p.columns)].map((name) => [name, null])),
    computedFields: computedFields(draft, p.computed_fields),
    queryRoots: p.query_root_fields === undefined ? null : new Set(p.query_root_fields),
    subscriptionRoots:
      p.subscription_root_fields === undefined ? null : new Set(p.subscription_root_fields),
  }));
  resolveVerb(draft, complaints, 'insert', metadata.insert_permissions, (p) => ({
    check: filterToBoolExp(p.check, draft),
    columns: columnNames(draft, p.columns),
    presets: presetsOf(draft, p.set),
    backendOnly: p.backend_only,
    validateInput: validateInputOf(p.validate_input),
  }));
  resolveVerb(draft, complaints, 'update', metadata.update_permissions, (p) => ({
    filter: filterToBoolExp(p.filter, draft),
    check: p.check === undefined ? TRUE : filterToBoolExp(p.check, draft),
    columns: columnNames(draft, p.columns),
    presets: presetsOf(draft, p.set),
    backendOnly: p.backend_only,
    validateInput: validateInputOf(p.validate_input),
  }));
  resolveVerb(draft, complaints, 'delete', metadata.delete_permissions, (p) => ({
    filter: filterToBoolExp(p.filter, draft),
    backendOnly: p.backend_only,
    validateInput: validateInputOf(p.validate_input),
  }));
}

type Verb = keyof TablePermissions;

function resolveVerb<V extends Verb, P>(
  draft: Draft,
  complaints: Complaints,
  verb: V,
  entries: readonly {
    readonly role: string;
    readonly permission: P;
    readonly comment?: string | undefined;
  }[],
  resolve: (permission: P) => NonNullable<TablePermissions[V]>,
): void {
  const { source, table, label } = draft;
  for (const { role, permission, comment } of entries) {
    const definition = {
      role,
      source: source.name,
      comment: comment ?? null,
      permission,
      table: table.name,
    };
    const object = {
      kind: `${verb}_permission`,
      source: source.name,
      table: table.name,
      name: role,
    } as const;
    const context = `in table "${label}": in permission for role "${role}": `;
    const resolved = orComplain(complaints, object, definition, context, () => {
      if (role === 'admin')
        throw new EngineError(
          'already-exists',
          `${verb} permission already defined on table "${label}" with role "admin"`,
        );
      return resolve(permission);
    });
    if (resolved !== null)
      draft.permissions.set(role, { ...(draft.permissions.get(role) ?? NONE), [verb]: resolved });
  }
}

function columnNames({ columns }: Draft, listed: '*' | readonly string[]): ReadonlySet<string> {
  if (listed === '*') return new Set(columns.keys());
  for (const name of listed)
    if (!columns.has(name)) throw new EngineError('not-exists', `column "${name}" does not exist`);
  return new Set(listed);
}

function computedFields(
  draft: Draft,
  names: readonly string[],
): ReadonlyMap<string, BoolExp | null> {
  for (const name of names) {
    const field = draft.computedFields.get(name);
    if (field === undefined)
      throw new EngineError('not-exists', `computed field "${name}" does not exist`);
    if (field.returnsTable !== null)
      throw new EngineError(
        'invalid-configuration',
        `select permissions on computed field "${name}" are auto-derived from the permissions on its returning table "${qualified(field.returnsTable)}" and cannot be specified manually`,
      );
  }
  return new Map(names.map((name) => [name, null]));
}

function presetsOf(
  draft: Draft,
  presets: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, Operand> {
  return new Map(
    Object.entries(presets).map(([name, value]) => {
      const column = draft.columns.get(name);
      if (column === undefined)
        throw new EngineError('not-exists', `column "${name}" does not exist`);
      return [name, presetOperand(value, column.column.type)];
    }),
  );
}

const validateInputOf = (given: ValidateInput | undefined): InputHook | null => {
  if (given === undefined) return null;
  const { url, headers, timeout, forward_client_headers: forwardClientHeaders } = given.definition;
  return {
    url,
    timeoutSeconds: timeout,
    forwardClientHeaders,
    headers: headers.map(({ name, value, value_from_env: fromEnv }) => ({
      name,
      ...(value === undefined ? {} : { value }),
      ...(fromEnv === undefined ? {} : { value_from_env: fromEnv }),
    })),
  };
};
