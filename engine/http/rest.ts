/** RESTified endpoints: /api/rest/* runs a query of a collection, its variables out of path, query string and body. */
import { Kind, type OperationDefinitionNode, parse, type TypeNode } from 'graphql';
import { EngineError } from '../base/error.ts';
import { parseJson } from '../base/json.ts';
import type { Log } from '../base/log.ts';
import { writeQueryLog } from '../graphql/query-log.ts';
import { type Engine, run } from '../graphql/run.ts';
import type { Metadata, RestEndpoint } from '../metadata/model.ts';
import type { Authenticator } from '../session/authenticate.ts';
import { headerPairs, JSON_TYPE, type Request, type Response } from './message.ts';
import type { Route } from './router.ts';

export interface RestOptions {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  readonly log?: Log;
}

export const restRoutes = (options: RestOptions): readonly Route[] => [
  { method: '*', path: '/api/rest/*', handle: (request, rest) => handle(request, rest, options) },
];

async function handle(
  request: Request,
  rest: string,
  { engine, authenticator, log }: RestOptions,
): Promise<Response> {
  const { session, setCookies } = await authenticator.authenticate(
    headerPairs(request),
    undefined,
    request.id,
  );
  const metadata = engine.metadata();
  const { endpoint, segments } = findEndpoint(request.method, rest, metadata.rest_endpoints);
  const query = queryOf(endpoint, metadata);
  const given = new Map<string, Given>([
    ...bodyVariables(request),
    ...[...request.query].map(([name, text]): [string, Given] => [name, { text }]),
    ...segments,
  ]);
  const variables = variablesOf(query, given);
  const reply = await run({ query, variables, operationName: null }, session, engine, {
    headers: headerPairs(request),
    requestId: request.id,
    ...(log ? { onPlanned: (plan, asked) => writeQueryLog(log, plan, asked, request.id) } : {}),
  });
  if (reply.kind !== 'answer')
    throw new EngineError('not-supported', 'subscriptions are not supported by REST endpoints');
  const cookies = [...setCookies, ...reply.setCookies];
  const headers = {
    'content-type': JSON_TYPE,
    ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}),
  };
  return { status: 200, headers, body: reply.data };
}

/** A value of the path or the query string is text; one of the body is JSON. */
type Given = { readonly text: string } | { readonly value: unknown };

interface FoundEndpoint {
  readonly endpoint: RestEndpoint;
  readonly segments: readonly (readonly [string, Given])[];
}

function findEndpoint(
  method: string,
  path: string,
  endpoints: readonly RestEndpoint[],
): FoundEndpoint {
  const matching = endpoints.flatMap((endpoint): FoundEndpoint[] => {
    const segments = matchPath(endpoint.url, path);
    return segments === null ? [] : [{ endpoint, segments }];
  });
  if (matching.length === 0) throw new EngineError('not-found', 'Endpoint not found', [], 404);
  const [found, ...others] = matching.filter(({ endpoint }) =>
    endpoint.methods.some((allowed) => allowed === method),
  );
  if (others.length > 0)
    throw new EngineError('unexpected', 'Multiple endpoints match request', [], 500);
  if (found) return found;
  const allowed = new Set(matching.flatMap(({ endpoint }) => endpoint.methods));
  throw new EngineError(
    'method-not-allowed',
    `Allowed methods: ${[...allowed].join(', ')}`,
    [],
    405,
  );
}

/** `users/:id` against `users/7`; null where they differ. */
function matchPath(template: string, path: string): FoundEndpoint['segments'] | null {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const segments: [string, Given][] = [];
  for (const [i, want] of wanted.entries()) {
    const have = decodeSegment(given[i] ?? '');
    if (want.startsWith(':')) segments.push([want.slice(1), { text: have }]);
    else if (want !== have) return null;
  }
  return segments;
}

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function queryOf({ definition }: RestEndpoint, { query_collections }: Metadata): string {
  const { collection_name, query_name } = definition.query;
  const collection = query_collections.find(({ name }) => name === collection_name);
  const listed = collection?.definition.queries.find(({ name }) => name === query_name);
  if (!listed)
    throw new EngineError(
      'not-found',
      `no query "${query_name}" in collection "${collection_name}"`,
      [],
      404,
    );
  return listed.query;
}

function bodyVariables({ body, headers }: Request): readonly [string, Given][] {
  if (body.length === 0) return [];
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return [...new URLSearchParams(body.toString('utf8'))].map(([name, text]) => [name, { text }]);
  let parsed: unknown;
  try {
    parsed = parseJson(body.toString('utf8'));
  } catch {
    throw new EngineError('parse-failed', 'invalid JSON in the body of the request');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return [];
  return Object.entries(parsed).map(([name, value]) => [name, { value }]);
}

/** Only the variables that the query declares; others are nobody's business. */
function variablesOf(query: string, given: ReadonlyMap<string, Given>): Record<string, unknown> {
  const operation = parse(query, { noLocation: true }).definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const variables: Record<string, unknown> = {};
  for (const { variable, type } of operation?.variableDefinitions ?? []) {
    const found = given.get(variable.name.value);
    if (found)
      variables[variable.name.value] = 'text' in found ? readText(found.text, type) : found.value;
  }
  return variables;
}

/** Text for a type of text, JSON where it is some, else text again: dates and the like. */
function readText(text: string, type: TypeNode): unknown {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  const name = named.kind === Kind.NAMED_TYPE ? named.name.value : null;
  if (name === 'Boolean' && text === '') return true; // ?flag
  if (type.kind !== Kind.NON_NULL_TYPE && text === 'null') return null;
  if (name === 'String' || name === 'ID' || name === 'uuid') return text;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
