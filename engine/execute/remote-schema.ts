/** A call of a remote schema → its data, with the original's errors. */
import { EngineError } from '../base/error.ts';
import { parseJson } from '../base/json.ts';
import { JsonNumber } from '../base/json-number.ts';
import { HASURA_VERSION } from '../base/version.ts';
import type { RemoteCall, RemoteLeaf, RemoteTarget, RemoteVariable } from '../ir/remote.ts';
import { valueAt } from '../plan/shape.ts';
import { forwardedHeaders, mergeHeaders, resolveHeaders } from '../webhook/headers.ts';
import type { Header } from '../webhook/request.ts';
import { type Sender, WebhookFailure } from '../webhook/send.ts';
import { type Environment, renderUrlTemplate } from '../webhook/url-template.ts';
import { type Bindings, clientHeaders } from './bind.ts';
import { coerceSessionVariable } from './session-value.ts';
import { sendInTime } from './time-limit.ts';

/** What remote schemas need of the running engine. */
export interface RemoteRuntime {
  readonly sender: Sender;
  readonly env: Environment;
  /** HASURA_GRAPHQL_REMOTE_SCHEMA_PRIORITIZE_DATA: of an answer with data and errors the data counts. */
  readonly prioritizesData: boolean;
}

export type JsonObject = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof JsonNumber);

/** What is sent: one document and its variables. */
export interface GraphqlBody {
  readonly query: string;
  readonly variables?: JsonObject;
  readonly operationName?: string;
}

/** The value of the one field that is called, as it came. */
export async function askRemote(
  { operation, operationName, text, variables, remote, path }: RemoteCall<unknown>,
  bindings: Bindings,
  runtime: RemoteRuntime,
): Promise<unknown> {
  const values = valuesOf(variables, bindings);
  const body = bodyOf(operation, operationName, variables, [text.join('')], values);
  const answer = await request(remote, body, bindings, runtime);
  return path.reduce(memberOf, dataOf(answer, runtime));
}

/** The values of the field for each of the keys: one document, in which each key has a field of its own. */
export async function askForKeys(
  call: RemoteCall<unknown>,
  keys: readonly JsonObject[],
  bindings: Bindings,
  runtime: RemoteRuntime,
): Promise<readonly unknown[]> {
  const { operationName, text, variables, remote, path } = call;
  const shared = variables.filter(({ leaf }) => leaf.from !== 'key');
  const named = keys.map((key, i) =>
    variables.map((variable) =>
      variable.leaf.from === 'key'
        ? { ...variable, name: `${variable.name}_${i}`, value: key[variable.leaf.name] }
        : variable,
    ),
  );
  const own = named.flatMap((each) => each.filter((variable) => 'value' in variable));
  const fields = named.map((each, i) => {
    const written = text.map((piece) =>
      typeof piece === 'string' ? piece : `$${each[piece]?.name ?? ''}`,
    );
    return `${aliasOf(i)}: ${written.join('')}`;
  });
  const body = bodyOf('query', operationName, [...shared, ...own], fields, {
    ...valuesOf(shared, bindings),
    ...Object.fromEntries(own.map(({ name, value }) => [name, value])),
  });
  const { data, errors } = await request(remote, body, bindings, runtime);
  if (errors !== null)
    throw new EngineError('unexpected', 'Errors from remote server', [], 400, {
      internal: { errors },
    });
  return keys.map((_, i) => below(memberOf(data, aliasOf(i)), path));
}

const aliasOf = (index: number): string => `key_${index}`;

/** What is asked for below an object that is not there is not there either. */
function below(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined || value === null) return value;
  return below(memberOf(value, step), rest);
}

function bodyOf(
  operation: 'query' | 'mutation',
  name: string | null,
  variables: readonly RemoteVariable[],
  fields: readonly string[],
  values: JsonObject,
): GraphqlBody {
  // The original writes two spaces where there is no name, and errors of remotes tell columns.
  const query = `${operation} ${name ?? ''}${declarations(variables)} { ${fields.join(' ')} }`;
  return {
    query,
    ...(variables.length === 0 ? {} : { variables: values }),
    ...(name === null ? {} : { operationName: name }),
  };
}

interface RemoteData {
  readonly data: unknown;
  /** Null where there are none. */
  readonly errors: readonly unknown[] | null;
}

async function request(
  remote: RemoteTarget,
  body: GraphqlBody,
  { session, request: client, timeLimitSeconds }: Bindings,
  runtime: RemoteRuntime,
): Promise<RemoteData> {
  const headers = { client: clientHeaders(client), session: [...session.variables] };
  const answer = await post(remote, body, headers, runtime, timeLimitSeconds);
  for (const cookie of answer.cookies) client?.setCookies.push(cookie);
  return readAnswer(answer.text);
}

/** `($id: Int!, $name: String)` */
const declarations = (variables: readonly RemoteVariable[]): string =>
  variables.length === 0
    ? ''
    : `(${variables.map(({ name, type }) => `$${name}: ${type}`).join(', ')})`;

const valuesOf = (variables: readonly RemoteVariable[], bindings: Bindings): JsonObject =>
  Object.fromEntries(
    variables.map(({ name, type, leaf }) => [name, leafValue(leaf, type, bindings)]),
  );

function leafValue(leaf: RemoteLeaf, type: string, { variables, session }: Bindings): unknown {
  switch (leaf.from) {
    case 'variable':
      return valueAt(variables, leaf.path);
    case 'session':
      return coerceSessionVariable(leaf.name, type, leaf.values, session);
    case 'constant':
      return leaf.value;
    case 'key':
      throw new EngineError('unexpected', 'a key is known in a join only');
  }
}

function memberOf(object: unknown, key: string): unknown {
  if (!isObject(object) || !Object.hasOwn(object, key))
    throw new EngineError('remote-schema-error', `expecting key ${key}`);
  return object[key];
}

export interface RemoteAnswer {
  readonly text: string;
  readonly cookies: readonly string[];
}

const TIMEOUT_SECONDS = 60;

/** Throws where no answer came; any status is one. Of two headers of a name metadata's wins, then the session's. */
export async function post(
  { definition }: RemoteTarget,
  body: GraphqlBody,
  given: { readonly client: readonly Header[]; readonly session: readonly Header[] },
  { sender, env }: Pick<RemoteRuntime, 'sender' | 'env'>,
  timeLimitSeconds?: number | null,
): Promise<RemoteAnswer> {
  const url = urlOf(definition, env);
  const headers = mergeHeaders(
    [
      ['Content-Type', 'application/json'],
      ['User-Agent', `hasura-graphql-engine/${HASURA_VERSION}`],
    ],
    definition.forward_client_headers ? forwardedHeaders(given.client) : [],
    given.session,
    resolveHeaders(definition.headers, env),
  );
  const seconds = definition.timeout_seconds ?? TIMEOUT_SECONDS;
  try {
    const answer = await sendInTime(
      sender,
      { method: 'POST', url, headers, body: { kind: 'json', value: body } },
      { timeoutMs: seconds * 1000 },
      timeLimitSeconds,
    );
    const cookies = answer.headers.flatMap(([name, value]) =>
      name === 'set-cookie' ? [value] : [],
    );
    return { text: answer.body, cookies };
  } catch (error) {
    if (error instanceof WebhookFailure) throw unreachableRemote(definition, url, seconds, error);
    throw error;
  }
}

function urlOf({ url, url_from_env }: RemoteTarget['definition'], env: Environment): string {
  if (url_from_env === undefined) return renderUrlTemplate(url ?? '', env);
  const found = env[url_from_env];
  if (found !== undefined) return found;
  throw new EngineError('not-found', `environment variable '${url_from_env}' not set`, [], 400);
}

/** Metadata's own spelling of the URL is shown: what the environment holds may be a secret. */
function unreachableRemote(
  { url, url_from_env }: RemoteTarget['definition'],
  rendered: string,
  seconds: number,
  { message }: WebhookFailure,
): EngineError {
  const parsed = URL.canParse(rendered) ? new URL(rendered) : null;
  const isSecure = parsed?.protocol === 'https:';
  const told = {
    secure: isSecure,
    host: parsed?.hostname ?? '',
    port: Number(parsed?.port) || (isSecure ? 443 : 80),
    path: parsed?.pathname ?? '',
    method: 'POST',
    responseTimeout: `ResponseTimeoutMicro ${seconds * 1_000_000}`,
  };
  return new EngineError(
    'remote-schema-error',
    `HTTP exception occurred while sending the request to ${JSON.stringify(url_from_env ?? url ?? '')}`,
    [],
    400,
    { internal: { type: 'http_exception', message, request: told } },
  );
}

/** Errors of the remote are passed on, and nothing else of its answer, unless the administrator prefers data. */
function dataOf({ data, errors }: RemoteData, { prioritizesData }: RemoteRuntime): unknown {
  if (errors === null || (prioritizesData && data !== null)) return data;
  throw new EngineError('remote-schema-error', 'the remote schema answered errors', [], 400, {
    passedOn: errors,
  });
}

const malformed = (message: string): EngineError => new EngineError('remote-schema-error', message);

function readAnswer(text: string): RemoteData {
  const answer = parse(text);
  if (!isObject(answer)) throw malformed('expecting an object in the response from remote');
  const { data, errors } = answer;
  if (errors !== undefined && errors !== null && !Array.isArray(errors))
    throw malformed('Invalid "errors" field in response from remote');
  if (errors && errors.length > 0) return { data: data ?? null, errors };
  if (data === undefined) throw malformed('Missing "data" field in response from remote');
  return { data, errors: null };
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}
