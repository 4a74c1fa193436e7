/** POST /v1/graphql/explain: the SQL of a query and Postgres's plan for it, for administrators. */
import { z } from 'zod';
import { EngineError } from '../base/error.ts';
import { type Bindings, type Bound, bind } from '../execute/bind.ts';
import type { PreparedRoot } from '../execute/prepare.ts';
import { prepare } from '../graphql/plan-cache.ts';
import type { Engine } from '../graphql/run.ts';
import { cohortVariables } from '../live/cohort-variables.ts';
import { textsOf } from '../live/live.ts';
import type { LivePlan } from '../live/live-plan.ts';
import { paramsOf } from '../live/poller.ts';
import { derivedRecord, read } from '../metadata/read.ts';
import type { Authenticator, SignedIn } from '../session/authenticate.ts';
import type { Session } from '../session/model.ts';
import { parseRequest } from './graphql.ts';
import { headerPairs, json, parseBody, type Request, type Response } from './message.ts';
import type { Route } from './router.ts';

export interface ExplainOptions {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
}

const explained = derivedRecord(
  'Hasura.GraphQL.Explain.GQLExplain(GQLExplain)',
  z.object({
    query: z.looseObject({}),
    /** Session variables to explain for; none: the administrator. */
    user: z.record(z.string(), z.string()).nullish(),
    is_relay: z.boolean().nullish(),
  }),
);

export const explainRoutes = (options: ExplainOptions): readonly Route[] => [
  { method: 'POST', path: '/v1/graphql/explain', handle: (request) => handle(request, options) },
];

async function handle(
  request: Request,
  { engine, authenticator }: ExplainOptions,
): Promise<Response> {
  const signedIn: SignedIn = await authenticator.authenticate(
    headerPairs(request),
    undefined,
    request.id,
  );
  if (signedIn.session.role !== 'admin')
    throw new EngineError('access-denied', 'restricted access : admin only', [], 400);
  const { query, user, is_relay } = read(explained, parseBody(request.body));
  const session = sessionOf(user ?? {}, signedIn.session);
  const isRelay = is_relay === true;
  const schema = engine.cache().role(session.role, { relay: isRelay });
  const { operation, variables } = prepare(parseRequest(query, ['query']), schema);
  if (operation.kind === 'mutation')
    throw new EngineError('invalid-params', 'only queries can be explained');
  const bindings = { session, variables };
  if (operation.live !== null) return json(await explainLive(operation.live, bindings, engine));
  const fields = fieldsOf(operation.roots).map((field) => explain(field, bindings, engine));
  return json(await Promise.all(fields));
}

function sessionOf(user: Readonly<Record<string, string>>, asking: Session): Session {
  const variables = new Map(
    Object.entries(user).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const role = variables.get('x-hasura-role') ?? 'admin';
  variables.set('x-hasura-role', role);
  return { ...asking, role, variables };
}

interface Field {
  /** With its namespace, if it is in one: `library.author`. */
  readonly name: string;
  readonly root: PreparedRoot;
}
const fieldsOf = (roots: readonly PreparedRoot[], within = ''): readonly Field[] =>
  roots.flatMap((root) => {
    const name = within + root.alias;
    return root.kind === 'namespace' ? fieldsOf(root.roots, `${name}.`) : [{ name, root }];
  });

interface Explained {
  readonly field: string;
  readonly sql: string | null;
  readonly plan: readonly string[] | null;
}

async function explain(
  { name: field, root }: Field,
  bindings: Bindings,
  engine: Engine,
): Promise<Explained> {
  if (root.kind === 'remote')
    throw new EngineError('invalid-params', 'only hasura queries can be explained');
  if (root.kind === 'action')
    throw new EngineError('invalid-params', 'query actions cannot be explained');
  if (root.kind !== 'query') return { field, sql: null, plan: null };
  const { source, statement } = root.query;
  return {
    field,
    sql: statement.text,
    plan: await planOf(engine, source, statement.text, bind(statement, bindings)),
  };
}

/** What a poller would run, with the one row of this subscriber. */
async function explainLive(live: LivePlan, bindings: Bindings, engine: Engine) {
  const texts = textsOf(live, bindings);
  return {
    sql: live.text,
    plan: await planOf(engine, live.source, live.text, paramsOf([texts])),
    variables: cohortVariables(live, texts, bindings),
  };
}

async function planOf(
  engine: Engine,
  source: string,
  text: string,
  params: Bound,
): Promise<readonly string[]> {
  const { rows } = await engine
    .pool(source)
    .read(`EXPLAIN (FORMAT TEXT) ${text}`, params, { prepared: false });
  return rows.map(([line]) => String(line));
}
