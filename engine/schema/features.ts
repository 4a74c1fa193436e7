/** What an administrator switches on or off for every role: the experimental features that change the schema or its reading. */
export interface Features {
  readonly hidesUpdateMany: boolean;
  readonly hidesAggregatePredicates: boolean;
  readonly hidesStreams: boolean;
  /** Columns of `text[]` are of the scalar `_text`, as before Hasura knew lists. */
  readonly arraysAreScalars: boolean;
  /** `_eq: null` holds for every row, as in version 1; otherwise it is refused. */
  readonly nullComparisonsHold: boolean;
  /** A nullable variable that a request leaves out is no value at all, as GraphQL has it; otherwise it is null. */
  readonly unboundIsAbsent: boolean;
}

export const NO_FEATURES: Features = {
  hidesUpdateMany: false,
  hidesAggregatePredicates: false,
  hidesStreams: false,
  arraysAreScalars: false,
  nullComparisonsHold: false,
  unboundIsAbsent: false,
};
