import { z } from 'zod';
import { atAsync, EngineError, toApiError } from '../base/error.ts';
import { stringifyJson } from '../base/json.ts';
import type { Command } from '../metadata/command.ts';
import { addSourceOf } from '../metadata/commands/source.ts';
import { commands } from '../metadata/commands.ts';
import { json } from '../metadata/model/wire.ts';
import { jsonType, read } from '../metadata/read.ts';
import type { Session } from '../session/model.ts';
import type { Admin } from './apply.ts';
import { adminCommands } from './commands/commands.ts';
import { type Api, type ApiRequest, JsonText, SUCCESS } from './handler.ts';
import { changesRules, runSql, runSqlArgs } from './run-sql.ts';

/** A request of /v1/metadata, /v1/query or /v2/query → its answer as JSON text. */

const print = (value: unknown): string =>
  value instanceof JsonText ? value.text : stringifyJson(value);

const envelope = z.object({
  type: z.string(),
  args: json.optional(),
  version: z.number().nullish(),
  resource_version: z.number().nullish(),
});

export function readRequest(body: unknown): ApiRequest {
  if (jsonType(body) !== 'Object')
    throw new EngineError(
      'parse-failed',
      `parsing Object failed, expected Object, but encountered ${jsonType(body)}`,
    );
  const { type, args, version, resource_version } = read(envelope, body);
  const number = version ?? 1;
  if (number !== 1 && number !== 2)
    throw new EngineError('parse-failed', `expected 1 or 2, encountered ${number}`, ['version']);
  return { type, args, version: number, resourceVersion: resource_version ?? undefined };
}

/** Those that any role may ask: what a role may see of data is decided by its permissions. */
const OPEN_TO_ALL = new Set(['select', 'insert', 'update', 'delete', 'count']);
const GROUPS = new Set(['bulk', 'bulk_keep_going', 'bulk_atomic', 'concurrent_bulk']);

/** The answer to a request as it came; `answer` is also asked for its parts. */
export async function answerRequest(
  request: ApiRequest,
  session: Session,
  api: Api,
): Promise<string> {
  if (!isOpen(request)) await api.admin.catchUp();
  return answer(request, session, api);
}

async function answer(request: ApiRequest, session: Session, api: Api): Promise<string> {
  try {
    return await answerOne(request, session, api);
  } catch (error) {
    const isOfArgs =
      error instanceof EngineError && error.code === 'parse-failed' && error.path[0] !== 'args';
    throw isOfArgs && api.tellsArgs ? error.below('args') : error;
  }
}

async function answerOne(request: ApiRequest, session: Session, api: Api): Promise<string> {
  const name = bareName(request.type);
  if (session.role !== 'admin' && !isOpen(request))
    throw new EngineError('access-denied', 'restricted access : admin only', ['args'], 400);
  if (GROUPS.has(name)) return answerGroup(name, request, session, api);
  if (name === 'run_sql') {
    const args = read(runSqlArgs, request.args);
    return print(await inArgs(() => runSql(api.admin, args)));
  }
  const handler = api.handlers.get(name) ?? adminCommands.get(name);
  if (handler) return print(await handler(request, session, api));
  const command = commandOf(request.type);
  if (!command)
    throw new EngineError('parse-failed', `unknown query type: ${JSON.stringify(request.type)}`, [
      'type',
    ]);
  return print(await change(command, request, api.admin));
}

/** What is wrong with the rules is said to be at the arguments already, what Postgres says is not. */
async function inArgs<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof EngineError && error.path[0] !== 'args' ? error.below('args') : error;
  }
}

function isOpen({ type, args }: ApiRequest): boolean {
  const name = bareName(type);
  if (OPEN_TO_ALL.has(name)) return true;
  if (!GROUPS.has(name) || !Array.isArray(args)) return false;
  return args.every((part) => jsonType(part) === 'Object' && isOpen(readRequest(part)));
}

async function change(command: Command, request: ApiRequest, admin: Admin): Promise<unknown> {
  return admin.exclusively(async () => {
    const { metadata } = admin.state;
    const made = command.run(request.args, metadata, admin.world());
    await admin.apply(made, { expect: request.resourceVersion });
    return made.reply ?? SUCCESS;
  });
}

const BACKEND = /^(pg|postgres|citus|cockroach)_/;
const bareName = (type: string): string => type.replace(BACKEND, '');

/** Names of the first releases, which are still sent. */
const OLDER_NAMES = new Map([
  ['add_existing_table_or_view', 'track_table'],
  ['add_existing_view', 'track_table'],
  ['delete_remote_schema', 'remove_remote_schema'],
]);

const byName = new Map(commands.map((command) => [command.type, command]));
function commandOf(type: string): Command | undefined {
  const name = bareName(type);
  if (name !== 'add_source') return byName.get(OLDER_NAMES.get(name) ?? name);
  const backend = BACKEND.exec(type)?.[1] ?? 'pg';
  return addSourceOf(backend === 'pg' ? 'postgres' : backend);
}

async function answerGroup(
  name: string,
  request: ApiRequest,
  session: Session,
  api: Api,
): Promise<string> {
  const parts = read(z.array(json), request.args);
  const one = (part: unknown, i: number): Promise<string> =>
    atAsync('args', () => atAsync(i, async () => answer(readRequest(part), session, api)));
  switch (name) {
    case 'concurrent_bulk':
      if (!parts.every(onlyReads))
        throw new EngineError(
          'unexpected',
          'Only read-only queries are allowed in a concurrent_bulk',
        );
      return listText(await Promise.all(parts.map(one)));
    case 'bulk_keep_going':
      return keepGoing(parts, session, api);
    case 'bulk_atomic':
      return atomically(parts, request, api);
    default: {
      const answers: string[] = [];
      for (const [i, part] of parts.entries()) answers.push(await one(part, i));
      return listText(answers);
    }
  }
}

/** Whether a request leaves the rules alone, so that it may run beside others. */
function onlyReads(part: unknown): boolean {
  const request = readRequest(part);
  const name = bareName(request.type);
  if (GROUPS.has(name)) return Array.isArray(request.args) && request.args.every(onlyReads);
  return name === 'run_sql'
    ? !changesRules(read(runSqlArgs, request.args))
    : OPEN_TO_ALL.has(name) || READS.test(name);
}
const READS = /^(export_metadata|(get|list|suggest|introspect|test)_\w+)$/;

const listText = (answers: readonly string[]): string => `[${answers.join(',')}]`;

async function keepGoing(parts: readonly unknown[], session: Session, api: Api): Promise<string> {
  const answers: string[] = [];
  for (const part of parts) {
    try {
      answers.push(await answer(readRequest(part), session, api));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      answers.push(print(toApiError(error, { showInternal: true })));
    }
  }
  return listText(answers);
}

/** All or nothing: each edits what the one before it made, and the schema cache is built once. */
async function atomically(
  parts: readonly unknown[],
  request: ApiRequest,
  api: Api,
): Promise<string> {
  const { admin } = api;
  await admin.exclusively(async () => {
    let { metadata } = admin.state;
    for (const [i, part] of parts.entries())
      metadata = await atAsync('args', () =>
        atAsync(i, async () => {
          const { type, args } = readRequest(part);
          const command = commandOf(type);
          if (!command)
            throw new EngineError('not-supported', `${type} is not supported in bulk_atomic`);
          return command.run(args, metadata, admin.world(metadata)).metadata;
        }),
      );
    await admin.apply({ metadata }, { expect: request.resourceVersion });
  });
  return print(SUCCESS);
}
