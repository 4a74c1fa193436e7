import { type Param, render, type Sql } from '../pg/sql.ts';

/** SQL text, its parameters, and the session variables that it reads. */
export interface Statement {
  readonly text: string;
  readonly params: readonly Param[];
  /** A missing one is refused before Postgres is asked. */
  readonly reads: readonly string[];
}

export function toStatement(query: Sql): Statement {
  const { text, params } = render(query);
  return { text, params, reads: sessionVariablesOf(params) };
}

export const sessionVariablesOf = (params: readonly Param[]): readonly string[] =>
  params.flatMap((source) => (source.from === 'session-variable' ? [source.name] : []));
