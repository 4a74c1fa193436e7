import { EngineError } from '../base/error.ts';
import type { Command } from '../metadata/command.ts';
import { read } from '../metadata/read.ts';
import type { Session } from '../session/model.ts';
import type { Admin } from './apply.ts';
import { answerGroup } from './bulk.ts';
import { adminCommands } from './commands/commands.ts';
import { type Api, type ApiRequest, SUCCESS } from './handler.ts';
import { bareName, commandOf, GROUPS, isOpen, print } from './request.ts';
import { runSql, runSqlArgs } from './run-sql.ts';

/** A request of /v1/metadata, /v1/query or /v2/query → its answer as JSON text. */

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
  if (GROUPS.has(name))
    return answerGroup(name, request, api.admin, (part) => answer(part, session, api));
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

async function change(command: Command, request: ApiRequest, admin: Admin): Promise<unknown> {
  return admin.exclusively(async () => {
    const { metadata } = admin.state;
    const made = command.run(request.args, metadata, admin.world());
    await admin.apply(made, { expect: request.resourceVersion });
    return made.reply ?? SUCCESS;
  });
}
