import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import { type Command, command, editSource } from '../command.ts';
import { refuseCyclicRoles } from '../cyclic-roles.ts';
import {
  apiLimits,
  inheritedRole,
  introspectionOptions,
  metricsConfig,
  opentelemetry,
  tlsAllowed,
} from '../model/server.ts';
import { queryTags } from '../model/source.ts';
import { nonEmptyText, optional } from '../model/wire.ts';
import { EMPTY_METADATA } from '../model.ts';
import { source } from './table.ts';

/** What concerns the server as a whole: roles, limits, introspection, network, observability. */

const addInheritedRole = command('add_inherited_role', inheritedRole, (entry, metadata) => {
  if (entry.role_set.includes(entry.role_name))
    throw new EngineError(
      'invalid-params',
      'an inherited role name cannot be in the role combination',
    );
  const others = metadata.inherited_roles.filter(({ role_name }) => role_name !== entry.role_name);
  const changed = { ...metadata, inherited_roles: [...others, entry] };
  refuseCyclicRoles(changed);
  return {
    metadata: changed,
    affects: { kind: 'inherited_role', name: entry.role_name },
  };
});
const dropInheritedRole = command(
  'drop_inherited_role',
  z.object({ role_name: nonEmptyText }),
  (args, metadata) => {
    const rest = metadata.inherited_roles.filter(({ role_name }) => role_name !== args.role_name);
    if (rest.length === metadata.inherited_roles.length)
      throw new EngineError('not-exists', `"${args.role_name}" inherited role doesn't exist`);
    return {
      metadata: { ...metadata, inherited_roles: rest },
      affects: { kind: 'inherited_role', name: args.role_name },
    };
  },
);

const setApiLimits = command('set_api_limits', apiLimits, (api_limits, metadata) => ({
  ...metadata,
  api_limits,
}));
const removeApiLimits = command('remove_api_limits', z.unknown(), (_, metadata) => ({
  ...metadata,
  api_limits: EMPTY_METADATA.api_limits,
}));
const setMetrics = command('set_metrics_config', metricsConfig, (metrics_config, metadata) => ({
  ...metadata,
  metrics_config,
}));
const removeMetrics = command('remove_metrics_config', z.unknown(), (_, metadata) => ({
  ...metadata,
  metrics_config: EMPTY_METADATA.metrics_config,
}));
const setIntrospection = command(
  'set_graphql_schema_introspection_options',
  introspectionOptions,
  (graphql_schema_introspection, metadata) => ({ ...metadata, graphql_schema_introspection }),
);

const addHost = command('add_host_to_tls_allowlist', tlsAllowed, (entry, metadata) => {
  const list = metadata.network.tls_allowlist;
  if (list.some(({ host, suffix }) => host === entry.host && suffix === entry.suffix))
    throw new EngineError(
      'already-exists',
      `the host ${entry.host} with suffix ${entry.suffix ?? ''} already exists in the allowlist`,
    );
  return { ...metadata, network: { tls_allowlist: [...list, entry] } };
});
const dropHost = command(
  'drop_host_from_tls_allowlist',
  z.object({ host: z.string(), suffix: optional(z.string()) }),
  (args, metadata) => {
    const list = metadata.network.tls_allowlist;
    const rest = list.filter(({ host, suffix }) => host !== args.host || suffix !== args.suffix);
    if (rest.length === list.length)
      throw new EngineError('not-exists', `the host ${args.host} isn't present in the allowlist`);
    return { ...metadata, network: { tls_allowlist: rest } };
  },
);

const setTelemetry = command('set_opentelemetry_config', opentelemetry, (given, metadata) => ({
  metadata: { ...metadata, opentelemetry: given },
  affects: { kind: 'open_telemetry' },
}));
const setTelemetryStatus = command(
  'set_opentelemetry_status',
  z.union([
    z.enum(['enabled', 'disabled']),
    z.object({ status: z.enum(['enabled', 'disabled']) }).transform(({ status }) => status),
  ]),
  (status, metadata) => ({ ...metadata, opentelemetry: { ...metadata.opentelemetry, status } }),
);

const setQueryTags = command(
  'set_query_tags',
  queryTags.extend({ source_name: optional(nonEmptyText), source }),
  ({ source_name, source: name, ...query_tags }, metadata) =>
    editSource(metadata, source_name ?? name, (given) => ({ ...given, query_tags })),
);

export const serverCommands: readonly Command[] = [
  addInheritedRole,
  dropInheritedRole,
  setApiLimits,
  removeApiLimits,
  setMetrics,
  removeMetrics,
  setIntrospection,
  addHost,
  dropHost,
  setTelemetry,
  setTelemetryStatus,
  setQueryTags,
];
