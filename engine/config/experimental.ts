/** HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: names that the original knows. */

const HONOURED = [
  'naming_convention',
  'apollo_federation',
  'hide_update_many_fields',
  'hide_aggregation_predicates',
  'hide_stream_fields',
  'disable_postgres_arrays',
  'no_null_unbound_variable_default',
] as const;

/** Accepted, with the reason why naming them changes nothing. */
const WITHOUT_EFFECT = {
  inherited_roles: 'inherited roles are always served',
  streaming_subscriptions: 'streaming subscriptions are always served',
  remove_empty_subscription_responses: 'a stream never sends an empty batch',
  optimize_permission_filters: 'it changes no answer, only the SQL of the original',
  bigquery_string_numeric_input: 'it concerns BigQuery only',
  group_by_aggregations: 'it concerns data connectors only',
} as const;

export type ExperimentalFeature = (typeof HONOURED)[number] | keyof typeof WITHOUT_EFFECT;

export const EXPERIMENTAL_FEATURES = [
  ...HONOURED,
  ...(Object.keys(WITHOUT_EFFECT) as (keyof typeof WITHOUT_EFFECT)[]),
] as const;

/** Why a feature that was asked for makes no difference; null where it does. */
export const reasonWithoutEffect = (feature: ExperimentalFeature): string | null =>
  feature in WITHOUT_EFFECT ? WITHOUT_EFFECT[feature as keyof typeof WITHOUT_EFFECT] : null;
