import type { Admin } from '../admin/apply.ts';
import { pgDump, pgDumpArgs } from '../admin/pg-dump/pg-dump.ts';
import { atAsync, EngineError } from '../base/error.ts';
import { HASURA_VERSION } from '../base/version.ts';
import type { Config } from '../config.ts';
import { findSource } from '../metadata/command.ts';
import { read } from '../metadata/read.ts';
import type { AuthMode } from '../session/auth-mode.ts';
import { describeJwtSecret } from '../session/jwt-config.ts';
import type { Session } from '../session/model.ts';
import { json, type Response } from './message.ts';
import { guarded, type MetadataOptions } from './metadata.ts';
import type { Route } from './router.ts';

/** GET /v1alpha1/config and POST /v1alpha1/pg_dump: for the console and the CLI. */

type Options = Omit<MetadataOptions, 'api'>;

const requireAdmin = ({ role }: Session): void => {
  if (role !== 'admin')
    throw new EngineError('access-denied', 'restricted access : admin only', [], 400);
};

export const pgDumpRoute = (admin: Admin, options: Options): Route => ({
  method: 'POST',
  path: '/v1alpha1/pg_dump',
  handle: (request) =>
    guarded(request, options, async (session, body): Promise<Response> => {
      requireAdmin(session);
      const args = read(pgDumpArgs, body);
      findSource(admin.state.metadata, args.source);
      const dump = await atAsync('args', () => pgDump(args, admin.pool(args.source)));
      return { status: 200, headers: { 'content-type': 'application/sql' }, body: dump };
    }),
});

export const configRoute = (config: Config, mode: AuthMode, options: Options): Route => ({
  method: 'GET',
  path: '/v1alpha1/config',
  handle: (request) =>
    guarded(request, options, async (session) => {
      requireAdmin(session);
      return json(describe(config, mode));
    }),
});

const describe = (config: Config, mode: AuthMode) => ({
  version: HASURA_VERSION,
  is_function_permissions_inferred: config.inferFunctionPermissions,
  is_remote_schema_permissions_enabled: config.enableRemoteSchemaPermissions,
  is_admin_secret_set: mode.kind !== 'none',
  is_auth_hook_set: mode.kind === 'webhook',
  is_jwt_set: mode.kind === 'jwt',
  jwt: mode.kind === 'jwt' ? mode.secrets.map(describeJwtSecret) : [],
  is_allow_list_enabled: config.enableAllowlist,
  live_queries: { batch_size: config.liveBatchSize, refetch_delay: config.liveRefetchMs / 1000 },
  streaming_queries: {
    batch_size: config.streamBatchSize,
    refetch_delay: config.streamRefetchMs / 1000,
  },
  console_assets_dir: config.consoleAssetsDir ?? null,
  experimental_features: config.experimentalFeatures,
  is_prometheus_metrics_enabled: config.enabledApis.includes('metrics'),
  default_naming_convention: config.namingConvention,
  feature_flags: [],
  is_apollo_federation_enabled: config.apolloFederation,
});
