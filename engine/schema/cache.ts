import { EngineError } from '../base/error.ts';
import type { Catalog } from '../catalog/model.ts';
import type { Metadata } from '../metadata/model.ts';
import type { Environment } from '../webhook/url-template.ts';
import { actionFields } from './action.ts';
import { checkTriggers } from './event-trigger.ts';
import { type Features, NO_FEATURES } from './features.ts';
import { type Complaints, orComplain } from './inconsistency.ts';
import { conflictsOf, type InheritedRoles } from './inherited-role.ts';
import type { RoleSchema, SchemaCache } from './model.ts';
import type { NamingConvention } from './naming.ts';
import { qualified } from './naming.ts';
import { openRegistry } from './registry.ts';
import { buildRoleSchema } from './role.ts';
import { trackSource } from './source.ts';
import { trackActions } from './track-actions.ts';
import type { TrackedSource } from './tracked.ts';
import { openBuilder } from './view.ts';

export interface CacheOptions {
  readonly resourceVersion: number;
  readonly stringifyNumerics: boolean;
  /** Of sources that name none. Null: conventions are switched off, also where a source names one. */
  readonly namingConvention: NamingConvention | null;
  readonly inferFunctionPermissions: boolean;
  readonly features?: Features;
  /** Serve as a subgraph of Apollo federation. */
  readonly isFederated?: boolean;
  /** Whose variables stand in the URLs and headers of webhooks. */
  readonly env?: Environment;
}

/** Metadata and catalogs reconciled. Never throws: what cannot be honoured is listed, and left out. */
export function buildCache(
  metadata: Metadata,
  catalogs: ReadonlyMap<string, Catalog>,
  options: CacheOptions,
): SchemaCache {
  const complaints: Complaints = [];
  const { features = NO_FEATURES } = options;
  const sources = new Map<string, TrackedSource>();
  for (const source of metadata.sources) {
    // A source that cannot be reached is told of by whoever tried.
    const catalog = catalogs.get(source.name);
    if (catalog !== undefined)
      sources.set(source.name, trackSource(source, catalog, { ...options, features }, complaints));
  }
  const inherited = inheritedRoles(metadata, sources, complaints);
  checkTriggers(metadata, sources, options.env ?? {}, complaints);
  const actions = trackActions(metadata, sources, options.env ?? {}, complaints);
  const schemas = new Map<string, RoleSchema>();
  return {
    resourceVersion: options.resourceVersion,
    inconsistencies: complaints,
    sources,
    roles: rolesOf(metadata, sources),
    role: (role, { backendOnly = false, relay: isRelay = false } = {}) => {
      // Asked for at every request: a name that is a string already costs nothing to look up.
      const key = backendOnly || isRelay ? JSON.stringify([role, backendOnly, isRelay]) : role;
      let schema = schemas.get(key);
      if (schema === undefined) {
        const { inferFunctionPermissions } = options;
        const builder = openBuilder(
          // The admin sees what is backend-only without saying so.
          {
            role,
            backendOnly: backendOnly || role === 'admin',
            isRelay,
            isFederated: options.isFederated ?? false,
            types: openRegistry(),
            sources,
            inferFunctionPermissions,
            features,
          },
          inherited,
        );
        const mayIntrospect =
          !metadata.graphql_schema_introspection.disabled_for_roles.includes(role);
        schema = buildRoleSchema(builder, mayIntrospect, (kind) =>
          actionFields(actions, kind, builder, inherited),
        );
        schemas.set(key, schema);
      }
      return schema;
    },
  };
}

function rolesOf(
  metadata: Metadata,
  sources: ReadonlyMap<string, TrackedSource>,
): readonly string[] {
  const roles = new Set(['admin', ...metadata.inherited_roles.map(({ role_name }) => role_name)]);
  for (const { tables, functions } of sources.values()) {
    for (const { permissions } of tables.values())
      for (const role of permissions.keys()) roles.add(role);
    for (const fn of functions) for (const role of fn.roles) roles.add(role);
  }
  for (const { permissions } of metadata.actions)
    for (const { role } of permissions) roles.add(role);
  return [...roles];
}

function inheritedRoles(
  metadata: Metadata,
  sources: ReadonlyMap<string, TrackedSource>,
  complaints: Complaints,
): InheritedRoles {
  const inherited: InheritedRoles = new Map(
    metadata.inherited_roles.map(({ role_name, role_set }) => [role_name, role_set]),
  );
  for (const entry of metadata.inherited_roles)
    for (const { tables } of sources.values())
      for (const table of tables.values())
        for (const verb of conflictsOf(table, entry.role_name, inherited))
          orComplain(
            complaints,
            { kind: 'inherited_role', name: entry.role_name },
            entry,
            '',
            () => {
              throw new EngineError(
                'invalid-configuration',
                `Could not inherit permission for the role "${entry.role_name}" for the entity: "${verb} permission, table: ${qualified(table.table.name)}, source: ${table.source.name}"`,
              );
            },
          );
  return inherited;
}
