/** Where values meet a statement: parameters by their source → the texts that Postgres is sent. */
import { EngineError, unreachable } from '../base/error.ts';
import type { Statement } from '../compile/statement.ts';
import { encodeValue } from '../pg/encode.ts';
import type { Param } from '../pg/sql.ts';
import type { Session } from '../session/model.ts';
import type { Header } from '../webhook/request.ts';

export interface Bindings {
  readonly session: Session;
  /** The operation's variables, defaults filled in. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What earlier statements of the same mutation returned. */
  readonly locals?: ReadonlyMap<string, string | null>;
  /** How long the operation may take; null or absent: as long as it needs. */
  readonly timeLimitSeconds?: number | null;
  /** What actions pass on of the client's request, and back to it. */
  readonly request?: ClientRequest;
  /** Where a streaming subscription stands. */
  readonly cursor?: ReadonlyMap<string, string | null>;
  /** How a session variable that is not there is told, where not in the words of GraphQL. */
  readonly missing?: (variable: string) => EngineError;
}

export interface ClientRequest {
  readonly query: string;
  readonly headers: readonly Header[];
  readonly requestId?: string | undefined;
  /** Filled by webhooks that set cookies. */
  readonly setCookies: string[];
}

/** The client's headers, for whoever they are forwarded to. A request that came without an id was given one. */
export function clientHeaders(request: ClientRequest | undefined): readonly Header[] {
  const { headers = [], requestId } = request ?? {};
  if (requestId === undefined || headers.some(([name]) => name.toLowerCase() === 'x-request-id'))
    return headers;
  return [...headers, ['x-request-id', requestId]];
}

export type Bound = readonly (string | null)[];

export function bind({ params, reads }: Statement, bindings: Bindings): Bound {
  const { session, missing = missingVariable } = bindings;
  for (const name of reads) if (!session.variables.has(name)) throw missing(name);
  return params.map((source) => textOf(source, bindings));
}

const missingVariable = (name: string): EngineError =>
  new EngineError('not-found', `missing session variable: ${JSON.stringify(name)}`, [], 400);

/** The session as Hasura hands it to Postgres: an object of texts, names in lower case. */
export const sessionJson = ({ variables }: Session): string =>
  JSON.stringify(Object.fromEntries(variables));

function textOf(source: Param, { session, variables, locals, cursor }: Bindings): string | null {
  switch (source.from) {
    case 'constant':
      return source.value;
    case 'variable':
      return encodeValue(valueAt(variables, source.path), source.as);
    case 'column-of':
      return encodeValue(columnOf(valueAt(variables, source.path), source.key), source.as);
    case 'session':
      return sessionJson(session);
    case 'session-variable':
      return session.variables.get(source.name) ?? null;
    case 'local':
      return locals?.get(source.name) ?? null;
    case 'cursor':
      return cursor?.get(source.column) ?? null;
    default:
      return unreachable(source);
  }
}

export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null;
    at = (at as Readonly<Record<string | number, unknown>>)[step];
  }
  return at;
}

const columnOf = (rows: unknown, key: string): unknown =>
  Array.isArray(rows)
    ? rows.map((row: Readonly<Record<string, unknown>>) => row[key] ?? null)
    : null;
