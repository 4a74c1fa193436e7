import { EXPERIMENTAL_FEATURES } from '../experimental.ts';
import { option, toggle, variable } from '../option.ts';
import { listOf, number, oneOf } from '../value.ts';

/** The GraphQL API: what the schema holds and how it answers. */

export const graphqlOptions = {
  stringifyNumericTypes: toggle(
    'stringify-numeric-types',
    false,
    'bigint, numeric and float as strings in answers',
  ),
  collapsesNullComparisons: toggle(
    'v1-boolean-null-collapse',
    false,
    'a comparison with null holds for every row, as in version 1',
  ),
  enableAllowlist: toggle('enable-allowlist', false, 'answer operations of the allow list only'),
  enableRemoteSchemaPermissions: toggle(
    'enable-remote-schema-permissions',
    false,
    'remote schemas are seen by roles with a permission only',
  ),
  remoteSchemaPrioritizeData: toggle(
    'remote-schema-prioritize-data',
    false,
    'pass data of a remote schema on even where it comes with errors',
  ),
  inferFunctionPermissions: toggle(
    'infer-function-permissions',
    true,
    'a function is seen by whoever may select its table',
  ),
  namingConvention: option(
    'default-naming-convention',
    oneOf(['hasura-default', 'graphql-default'], 'hasura-default'),
    'the naming convention of sources that name none',
  ),
  apolloFederation: toggle(
    'enable-apollo-federation',
    false,
    'serve as a subgraph of Apollo federation',
  ),
  experimentalFeatures: option(
    'experimental-features',
    listOf(EXPERIMENTAL_FEATURES, []),
    'features to switch on, comma-separated',
  ),
  isNativeQueryValidationDisabled: toggle(
    'disable-native-query-validation',
    false,
    'do not prepare native queries when they are tracked',
  ),
  devMode: toggle('dev-mode', false, 'show "internal" of errors to everybody'),
  adminInternalErrors: toggle(
    'admin-internal-errors',
    true,
    'show "internal" of errors to administrators',
  ),
  planCacheSize: option('query-plan-cache-size', number(4000), 'plans kept', {
    env: [variable('query-plan-cache-size'), variable('plan-cache-size')],
    ignored: 'the cache of plans bounds itself, and the original has ignored it since version 2',
  }),
};
