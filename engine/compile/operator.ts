import type { CompareOp } from '../ir/bool-exp.ts';
import { type Sql, sql } from '../pg/sql.ts';

type Compare = (left: Sql, right: Sql) => Sql;

/** Postgis' predicates are functions. */
const spatial =
  (name: Sql): Compare =>
  (left, right) =>
    sql`(${name}(${left}, ${right}))`;

const intersects3d = spatial(sql`ST_3DIntersects`);

/** Every operator's SQL: the only place that knows it. */
export const OPERATOR: { readonly [op in CompareOp]: Compare } = {
  _eq: (l, r) => sql`(${l} = ${r})`,
  _neq: (l, r) => sql`(${l} <> ${r})`,
  _gt: (l, r) => sql`(${l} > ${r})`,
  _lt: (l, r) => sql`(${l} < ${r})`,
  _gte: (l, r) => sql`(${l} >= ${r})`,
  _lte: (l, r) => sql`(${l} <= ${r})`,
  // One array parameter and not a list of values: the text does not depend on how many there are.
  _in: (l, r) => sql`(${l} = ANY(${r}))`,
  _nin: (l, r) => sql`(${l} <> ALL(${r}))`,
  _like: (l, r) => sql`(${l} LIKE ${r})`,
  _nlike: (l, r) => sql`(${l} NOT LIKE ${r})`,
  _ilike: (l, r) => sql`(${l} ILIKE ${r})`,
  _nilike: (l, r) => sql`(${l} NOT ILIKE ${r})`,
  _similar: (l, r) => sql`(${l} SIMILAR TO ${r})`,
  _nsimilar: (l, r) => sql`(${l} NOT SIMILAR TO ${r})`,
  _regex: (l, r) => sql`(${l} ~ ${r})`,
  _iregex: (l, r) => sql`(${l} ~* ${r})`,
  _nregex: (l, r) => sql`(${l} !~ ${r})`,
  _niregex: (l, r) => sql`(${l} !~* ${r})`,
  _contains: (l, r) => sql`(${l} @> ${r})`,
  _contained_in: (l, r) => sql`(${l} <@ ${r})`,
  _has_key: (l, r) => sql`(${l} ? ${r})`,
  _has_keys_any: (l, r) => sql`(${l} ?| ${r})`,
  _has_keys_all: (l, r) => sql`(${l} ?& ${r})`,
  _ancestor: (l, r) => sql`(${l} @> ${r})`,
  _ancestor_any: (l, r) => sql`(${l} @> ${r})`,
  _descendant: (l, r) => sql`(${l} <@ ${r})`,
  _descendant_any: (l, r) => sql`(${l} <@ ${r})`,
  _matches: (l, r) => sql`(${l} ~ ${r})`,
  _matches_any: (l, r) => sql`(${l} ? ${r})`,
  _matches_fulltext: (l, r) => sql`(${l} @ ${r})`,
  _st_contains: spatial(sql`ST_Contains`),
  _st_crosses: spatial(sql`ST_Crosses`),
  _st_equals: spatial(sql`ST_Equals`),
  _st_intersects: spatial(sql`ST_Intersects`),
  _st_3d_intersects: intersects3d,
  _st_overlaps: spatial(sql`ST_Overlaps`),
  _st_touches: spatial(sql`ST_Touches`),
  _st_within: spatial(sql`ST_Within`),
  _st_intersects_rast: spatial(sql`ST_Intersects`),
};
