/** Many runs of the same queries in one statement: a row in, with the parameters of one run; a row out. */
import { ident, join, type Param, renderWith, type Sql, sql } from '../pg/sql.ts';
import { sessionVariablesOf } from './statement.ts';

export interface Multiplexed {
  /**
   * `$1`: int[], what to call each run in the answer; `$2`: jsonb[], its parameters as a list of texts. Answers the
   * name of the run and then every column of every query.
   */
  readonly text: string;
  /** What each run's list of texts holds. */
  readonly params: readonly Param[];
  /** The session variables among them. */
  readonly reads: readonly string[];
}

/** A query that answers one row, with the names of its columns. */
export interface MultiplexedQuery {
  readonly query: Sql;
  readonly columns: readonly string[];
}

export function multiplex(queries: readonly MultiplexedQuery[]): Multiplexed {
  const columns = queries.flatMap(({ columns: names }, i) =>
    names.map((name) => sql`, ${ident(`_r${i}`, name)}`),
  );
  const laterals = queries.map(
    ({ query }, i) => sql` LEFT OUTER JOIN LATERAL (${query}) AS ${ident(`_r${i}`)} ON true`,
  );
  const nothing = sql``;
  const statement = sql`SELECT "_subs"."result_id"${join(columns, nothing)} FROM unnest($1::int[], $2::jsonb[]) AS "_subs"("result_id", "result_vars")${join(laterals, nothing)}`;
  // Every parameter is cast where it stands, so that a text out of the list does as well as a `$n`.
  const { text, params } = renderWith(
    statement,
    (number) => `("_subs"."result_vars"->>${number - 1})`,
  );
  return { text, params, reads: sessionVariablesOf(params) };
}
