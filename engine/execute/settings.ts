/** What Postgres is told of a request, for the length of a transaction: triggers read it. */
import { type Bindings, sessionJson } from './bind.ts';
import type { Sources } from './sources.ts';

export interface Settings {
  readonly text: string;
  readonly params: readonly string[];
}

const SET_SESSION = `SELECT set_config('hasura.user', $1, true)`;
const SET_SESSION_AND_TRACE = `SELECT set_config('hasura.user', $1, true), set_config('hasura.tracecontext', $2, true)`;

export function settingsOf(
  source: string,
  { session, request }: Bindings,
  sources: Pick<Sources, 'traceContext'>,
): Settings {
  const trace = sources.traceContext?.(source, request?.headers ?? []) ?? null;
  return trace === null
    ? { text: SET_SESSION, params: [sessionJson(session)] }
    : { text: SET_SESSION_AND_TRACE, params: [sessionJson(session), trace] };
}
