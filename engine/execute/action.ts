/** Action fields → JSON: the webhook is called, its answer checked. */
import { EngineError } from '../base/error.ts';
import { parseJson, stringifyJson } from '../base/json.ts';
import { isNumber, printJson } from '../base/json-number.ts';
import type { TypeRef } from '../catalog/remote-model.ts';
import type { ActionOutput } from '../ir/action.ts';
import { readInput } from '../plan/action.ts';
import type { Root } from '../plan/model.ts';
import { type ActionRuntime, callAction } from './action-webhook.ts';
import { type Bindings, bind, clientHeaders, sessionJson } from './bind.ts';
import { makeAnswer } from './join.ts';
import { refine } from './postgres-error.ts';
import type { Sources } from './sources.ts';

type RootOf<Kind extends Root['kind']> = Extract<Root, { kind: Kind }>;
export type ActionRoot = RootOf<'action' | 'action-start' | 'action-result'>;

export async function runAction(
  root: ActionRoot,
  bindings: Bindings,
  sources: Sources,
): Promise<string> {
  const runtime = sources.actions;
  if (!runtime) throw new EngineError('unexpected', 'actions are not available here');
  switch (root.kind) {
    case 'action':
      return runNow(root, bindings, sources, runtime);
    case 'action-start':
      return JSON.stringify(await noteForLater(root, bindings, runtime));
    case 'action-result':
      return printJson(await resultOf(root, bindings, sources, runtime));
  }
}

async function runNow(
  { action, input, output }: RootOf<'action'>,
  bindings: Bindings,
  sources: Sources,
  runtime: ActionRuntime,
): Promise<string> {
  const { session, variables, request, timeLimitSeconds } = bindings;
  const answer = await callAction(
    action,
    {
      input: readInput(input, variables),
      sessionVariables: Object.fromEntries(session.variables),
      clientHeaders: clientHeaders(request),
      query: request?.query ?? null,
      requestId: request?.requestId,
      timeLimitSeconds,
    },
    runtime,
  );
  checkAnswer(answer.value, output, answer.details.internal);
  for (const cookie of answer.cookies) request?.setCookies.push(cookie);
  return stringifyJson(await makeAnswer(answer.value, output.shape, bindings, sources));
}

/** Refuses an answer that is not of the action's type, in the original's words. */
export function checkAnswer(value: unknown, output: ActionOutput, internal: unknown): void {
  if (!output.isOpaque) check(value, output.type, output, internal);
}

function check(value: unknown, type: TypeRef, output: ActionOutput, internal: unknown): void {
  const refuse = (message: string): never => {
    throw new EngineError('unexpected', message, [], 400, { internal });
  };
  if (value === null) {
    if (!type.isNullable) refuse('got null for the action webhook response');
    return;
  }
  if (type.kind === 'list') {
    if (!Array.isArray(value)) refuse('expecting array for the action webhook response');
    for (const member of value as unknown[]) check(member, type.of, output, internal);
    return;
  }
  const found = scalarNamed(value);
  if (found !== null) {
    const { name, accepts } = found;
    if (!accepts.includes(type.name))
      refuse(`got scalar ${name} for the action webhook response, expecting ${type.name}`);
    return;
  }
  const what = Array.isArray(value) ? 'array' : 'object';
  if (what === 'array' || output.shape === null)
    refuse(`got ${what} for the action webhook response, expecting ${type.name}`);
  for (const field of output.required) checkField(value as object, field, refuse);
}

function scalarNamed(value: unknown): { name: string; accepts: readonly string[] } | null {
  if (isNumber(value)) return { name: 'Number', accepts: ['Int', 'Float'] };
  if (typeof value === 'boolean') return { name: 'Boolean', accepts: ['Boolean'] };
  return typeof value === 'string' ? { name: 'String', accepts: ['String', 'ID'] } : null;
}

function checkField(value: object, field: string, refuse: (message: string) => never): void {
  const quoted = JSON.stringify(field);
  if (!Object.hasOwn(value, field))
    refuse(`field ${quoted} expected in webhook response, but not found`);
  if ((value as Readonly<Record<string, unknown>>)[field] === null)
    refuse(`expecting not null value for field ${quoted}`);
}

const NOTE = `INSERT INTO hdb_catalog.hdb_action_log
  (action_name, session_variables, request_headers, input_payload, status)
VALUES ($1, $2, $3, $4, 'created') RETURNING id`;

async function noteForLater(
  { action, input }: RootOf<'action-start'>,
  { session, variables, request }: Bindings,
  { metadataPool, onNoted }: ActionRuntime,
): Promise<string> {
  const { rows } = await metadataPool.write(NOTE, [
    action.name,
    sessionJson(session),
    JSON.stringify(clientHeaders(request)),
    printJson(readInput(input, variables)),
  ]);
  onNoted?.();
  return String(rows[0]?.[0] ?? '');
}

/** Whoever is no admin sees what was started with the very session variables of now. */
const FIND = `SELECT json_build_object(
  'id', id, 'created_at', created_at, 'response', response_payload, 'errors', errors)
FROM hdb_catalog.hdb_action_log WHERE id = $1::uuid AND ($2::jsonb IS NULL OR session_variables = $2::jsonb)`;

interface Noted {
  readonly id: string;
  readonly created_at: string;
  readonly response: unknown;
  readonly errors: Readonly<Record<string, unknown>> | null;
}

async function resultOf(
  root: RootOf<'action-result'>,
  bindings: Bindings,
  sources: Sources,
  { metadataPool }: ActionRuntime,
): Promise<unknown> {
  const { session } = bindings;
  const isAdmin = session.role === 'admin';
  const [id = null] = bind({ text: '', params: [root.id], reads: [] }, bindings);
  const { rows } = await refine(
    () => metadataPool.read(FIND, [id, isAdmin ? null : sessionJson(session)]),
    { text: FIND },
  );
  const cell = rows[0]?.[0];
  if (!cell) return null;
  const noted = parseJson(cell.toString('utf8')) as Noted;
  const entries = root.fields.map(async (field): Promise<[string, unknown]> => {
    switch (field.kind) {
      case 'typename':
        return [field.alias, field.name];
      case 'output':
        return [
          field.alias,
          await makeAnswer(noted.response, field.output.shape, bindings, sources),
        ];
      case 'errors':
        return [field.alias, isAdmin ? noted.errors : withoutInternal(noted.errors)];
      default:
        return [field.alias, noted[field.kind]];
    }
  });
  return Object.fromEntries(await Promise.all(entries));
}

const withoutInternal = (errors: Noted['errors']): Noted['errors'] => {
  if (errors === null) return null;
  const { internal: _, ...shown } = errors;
  return shown;
};
