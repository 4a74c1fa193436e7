/**
 * What is wrong with a label path of ltree, in Hasura's words; null where nothing is. Hasura tests it before Postgres is
 * asked, which would call it a syntax error. Rule: Hasura's Backends.Postgres.SQL.Value.
 */
export const labelPathProblem = (value: unknown): string | null =>
  typeof value === 'string' && LABEL_PATH.test(value) ? null : NO_LABEL_PATH;

const LABEL_PATH = /^(\w+(\.\w+)*)?$/;
const NO_LABEL_PATH =
  'Expecting label path: a sequence of zero or more labels separated by dots, for example L1.L2.L3';
