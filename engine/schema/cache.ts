import { LRUCache } from 'lru-cache';
import type { Catalog } from '../catalog/model.ts';
import type { RemoteCatalog } from '../catalog/remote-model.ts';
import type { Metadata } from '../metadata/model.ts';
import type { Environment } from '../webhook/url-template.ts';
import { actionFields } from './action.ts';
import { checkTriggers } from './event-trigger.ts';
import { type Features, NO_FEATURES } from './features.ts';
import type { Complaints } from './inconsistency.ts';
import type { InheritedRoles } from './inherited-role.ts';
import { joinFields } from './join/fields.ts';
import { trackJoins } from './join/track-joins.ts';
import { type Joins, NO_JOINS } from './join/tracked.ts';
import type { RoleOptions, RoleSchema, SchemaCache } from './model.ts';
import type { NamingConvention } from './naming.ts';
import { checkCollections } from './query-collection.ts';
import { openRegistry } from './registry.ts';
import { withoutConflicts } from './remote/conflicts.ts';
import { trackRemotes } from './remote/track-remotes.ts';
import type { TrackedRemote } from './remote/tracked.ts';
import { checkEndpoints } from './rest-endpoint.ts';
import { buildRoleSchema } from './role.ts';
import { trackSource } from './source.ts';
import { checkTelemetry } from './telemetry.ts';
import { type TrackedActions, trackActions } from './track-actions.ts';
import { trackInheritedRoles } from './track-inherited-roles.ts';
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
  /** What remote schemas say of themselves; one that is not here could not be fetched. */
  readonly remotes?: ReadonlyMap<string, RemoteCatalog>;
  /** Roles see of a remote schema what they have permission for, and not the whole. */
  readonly remoteSchemaPermissions?: boolean;
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
  const inherited = trackInheritedRoles(metadata, sources, complaints);
  checkTriggers(metadata, sources, options.env ?? {}, complaints);
  checkEndpoints(metadata, complaints);
  checkTelemetry(metadata, options.env ?? {}, complaints);
  const actions = trackActions(metadata, sources, options.env ?? {}, complaints);
  const parts = { metadata, sources, inherited, actions, options };
  const arePermitted = options.remoteSchemaPermissions ?? false;
  const answering = trackRemotes(
    metadata,
    options.remotes ?? new Map(),
    { arePermitted, inherited },
    complaints,
  );
  const remotes =
    answering.size === 0
      ? answering
      : withoutConflicts(answering, openRole('admin', {}, ALONE, parts), metadata, complaints);
  const others: Others = { remotes, joins: trackJoins(metadata, { sources, remotes }, complaints) };
  const roles = rolesOf(metadata, inherited, sources, arePermitted);
  const role = keepSchemas(new Set(roles), (name, how) => openRole(name, how, others, parts));
  checkCollections(metadata, () => role('admin'), complaints);
  return {
    resourceVersion: options.resourceVersion,
    inconsistencies: complaints,
    sources,
    roles,
    role,
  };
}

/** Whoever may choose a role may choose any: of those that nothing is declared for the latest are kept. */
const UNDECLARED_ROLES_MAX = 50;

/** Schemas are made when they are first asked for. */
function keepSchemas(
  declared: ReadonlySet<string>,
  open: (role: string, how: RoleOptions) => RoleSchema,
): SchemaCache['role'] {
  const lasting = new Map<string, RoleSchema>();
  const passing = new LRUCache<string, RoleSchema>({ max: UNDECLARED_ROLES_MAX });
  return (name, how = {}) => {
    // Asked for at every request: a name that is a string already costs nothing to look up.
    const { backendOnly = false, relay = false } = how;
    const key = backendOnly || relay ? JSON.stringify([name, backendOnly, relay]) : name;
    const found = lasting.get(key) ?? passing.get(key);
    if (found !== undefined) return found;
    const schema = open(name, how);
    if (declared.has(name)) lasting.set(key, schema);
    else passing.set(key, schema);
    return schema;
  };
}

/** What lies outside of the sources, and the ways there. */
interface Others {
  readonly remotes: ReadonlyMap<string, TrackedRemote>;
  readonly joins: Joins;
}
const ALONE: Others = { remotes: new Map(), joins: NO_JOINS };

/** What roles are made of. */
interface Parts {
  readonly metadata: Metadata;
  readonly sources: ReadonlyMap<string, TrackedSource>;
  readonly inherited: InheritedRoles;
  readonly actions: TrackedActions;
  readonly options: CacheOptions;
}

function openRole(
  role: string,
  { backendOnly = false, relay: isRelay = false }: RoleOptions,
  { remotes, joins }: Others,
  { metadata, sources, inherited, actions, options }: Parts,
): RoleSchema {
  const builder = openBuilder(
    {
      role,
      // The admin sees what is backend-only without saying so.
      backendOnly: backendOnly || role === 'admin',
      isRelay,
      isFederated: options.isFederated ?? false,
      types: openRegistry(),
      sources,
      remotes,
      joins,
      joinFields,
      inferFunctionPermissions: options.inferFunctionPermissions,
      features: options.features ?? NO_FEATURES,
    },
    inherited,
  );
  const mayIntrospect = !metadata.graphql_schema_introspection.disabled_for_roles.includes(role);
  return buildRoleSchema(builder, mayIntrospect, (kind) =>
    actionFields(actions, kind, builder, inherited),
  );
}

function rolesOf(
  metadata: Metadata,
  inherited: InheritedRoles,
  sources: ReadonlyMap<string, TrackedSource>,
  arePermitted: boolean,
): readonly string[] {
  const roles = new Set(['admin', ...inherited.keys()]);
  for (const { tables, functions } of sources.values()) {
    for (const { permissions } of tables.values())
      for (const role of permissions.keys()) roles.add(role);
    for (const fn of functions) for (const role of fn.roles) roles.add(role);
  }
  if (arePermitted)
    for (const { permissions } of metadata.remote_schemas)
      for (const { role } of permissions) roles.add(role);
  for (const { permissions } of metadata.actions)
    for (const { role } of permissions) roles.add(role);
  return [...roles];
}
