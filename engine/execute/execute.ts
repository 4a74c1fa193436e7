/** Prepared root fields + values → their JSON, in the order asked for. */
import { atAsync, EngineError } from '../base/error.ts';
import { joinPieces, type Pieces } from '../base/pieces.ts';
import type { InputValidation } from '../ir/validation.ts';
import type { Pool } from '../pg/pool.ts';
import { runAction } from './action.ts';
import { type Bindings, sessionJson } from './bind.ts';
import { runMutation } from './mutation.ts';
import type { PreparedRoot } from './prepare.ts';
import { type Json, type Queryable, runQuery } from './query.ts';
import { runShortWrite, SET_SESSION } from './short-write.ts';
import type { Sources } from './sources.ts';
import { validateInputs } from './validate-input.ts';

/** The JSON of one root field under the key that the client chose. */
export interface Answer {
  readonly alias: string;
  readonly json: Json;
}

/** Reads: each on its own, all at once. */
export function executeQuery(
  roots: readonly PreparedRoot[],
  bindings: Bindings,
  sources: Sources,
): Promise<readonly Answer[]> {
  return Promise.all(roots.map((root) => read(root, bindings, sources)));
}

async function read(root: PreparedRoot, bindings: Bindings, sources: Sources): Promise<Answer> {
  const { alias } = root;
  switch (root.kind) {
    case 'json':
      return { alias, json: root.json };
    case 'query': {
      const db = reader(sources.pool(root.query.source), bindings);
      return { alias, json: await runQuery(root.query, bindings, db) };
    }
    case 'namespace':
      return {
        alias,
        json: joinPieces(joinAnswers(await executeQuery(root.roots, bindings, sources))),
      };
    case 'list':
      return { alias, json: joinMembers(await executeQuery(root.roots, bindings, sources)) };
    case 'action':
      return { alias, json: await runAction(root.root, bindings, sources) };
    case 'stream':
    case 'mutation':
      throw new EngineError('unexpected', `a ${root.kind} is no query`);
  }
}

/** Reads share connections; one with a time limit needs a transaction, where the limit can be set. */
function reader(pool: Pool, { timeLimitSeconds: seconds }: Bindings): Queryable {
  if (seconds === null || seconds === undefined)
    return { query: (text, params, options) => pool.read(text, params, options) };
  return {
    query: (text, params, options) =>
      pool.transaction(
        async (tx) => {
          limitTime(tx, seconds);
          return tx.query(text, params, options);
        },
        { isReadOnly: true },
      ),
  };
}

/** Postgres itself stops what takes longer: nothing is left running behind a client that was told so. */
function limitTime(tx: Queryable, seconds: number): void {
  const milliseconds = String(Math.max(1, Math.round(seconds * 1000)));
  tx.query(SET_TIMEOUT, [milliseconds]).catch(() => undefined); // fails only with the connection
}
const SET_TIMEOUT = `SELECT set_config('statement_timeout', $1, true)`;

/** Writes: one after another, all in one transaction per source, which carries the session for triggers to read. */
export async function executeMutation(
  roots: readonly PreparedRoot[],
  bindings: Bindings,
  sources: Sources,
): Promise<readonly Answer[]> {
  if (roots.length > 1 && roots.some(isAction)) return executeApart(roots, bindings, sources);
  const validations = roots.flatMap(validationsOf);
  if (validations.length > 0) await validateInputs(validations, bindings, sources.actions);
  const source = sourceOf(roots);
  if (source === null) return executeQuery(roots, bindings, sources);
  const short = await runAlone(roots, bindings, sources.pool(source));
  const answers = short === null ? await runTogether(roots, source, bindings, sources) : [short];
  sources.onCommit?.(source);
  return answers;
}

function runTogether(
  roots: readonly PreparedRoot[],
  source: string,
  bindings: Bindings,
  sources: Sources,
): Promise<readonly Answer[]> {
  return sources.pool(source).transaction(async (tx) => {
    const session = tx.query(SET_SESSION, [sessionJson(bindings.session)]);
    if (bindings.timeLimitSeconds) limitTime(tx, bindings.timeLimitSeconds);
    session.catch(() => undefined); // it fails only with the connection, as does what follows
    const answers: Answer[] = [];
    for (const root of roots) answers.push(await write(root, bindings, tx, sources));
    await session;
    return answers;
  });
}

/** One write that is its own transaction; null where it is not that simple. */
async function runAlone(
  roots: readonly PreparedRoot[],
  bindings: Bindings,
  pool: Pool,
): Promise<Answer | null> {
  const [root] = roots;
  if (roots.length !== 1 || root?.kind !== 'mutation' || root.alone === null) return null;
  if (bindings.timeLimitSeconds || pool.isolation !== 'read-committed') return null;
  const { alone, alias } = root;
  return { alias, json: await under(root.path, () => runShortWrite(alone, bindings, pool)) };
}

/** An error of the work is said to be below these steps. */
const under = <T>(path: readonly string[], work: () => Promise<T>): Promise<T> =>
  path.reduceRight((inner, step) => () => atAsync(step, inner), work)();

/** A webhook is no part of a transaction: each field beside an action is written on its own, in order. */
async function executeApart(
  roots: readonly PreparedRoot[],
  bindings: Bindings,
  sources: Sources,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const root of roots) answers.push(...(await executeMutation([root], bindings, sources)));
  return answers;
}

const isAction = (root: PreparedRoot): boolean =>
  root.kind === 'action' || (root.kind === 'namespace' && root.roots.some(isAction));

function validationsOf(root: PreparedRoot): readonly InputValidation[] {
  if (root.kind === 'mutation') return root.validations;
  return root.kind === 'namespace' ? root.roots.flatMap(validationsOf) : NO_VALIDATIONS;
}
const NO_VALIDATIONS: readonly InputValidation[] = [];

function sourceOf(roots: readonly PreparedRoot[]): string | null {
  const found = new Set(roots.flatMap(sourcesOf));
  if (found.size > 1)
    throw new EngineError(
      'not-supported',
      'mutations of several sources cannot share a transaction',
    );
  const [source] = found;
  return source ?? null;
}

function sourcesOf(root: PreparedRoot): readonly string[] {
  switch (root.kind) {
    case 'mutation':
      return [root.source];
    case 'query':
      return [root.query.source];
    case 'namespace':
    case 'list':
      return root.roots.flatMap(sourcesOf);
    case 'json':
    case 'stream':
    case 'action':
      return [];
  }
}

async function write(
  root: PreparedRoot,
  bindings: Bindings,
  tx: Queryable,
  sources: Sources,
): Promise<Answer> {
  const { alias } = root;
  switch (root.kind) {
    case 'mutation': {
      const json = await under(root.path, () => runMutation(root.program, bindings, tx));
      return { alias, json: json ?? 'null' };
    }
    case 'query':
      return { alias, json: await runQuery(root.query, bindings, tx) };
    case 'namespace': {
      const answers: Answer[] = [];
      for (const inner of root.roots) answers.push(await write(inner, bindings, tx, sources));
      return { alias, json: joinPieces(joinAnswers(answers)) };
    }
    case 'json':
    case 'list':
    case 'stream':
    case 'action':
      return read(root, bindings, sources);
  }
}

function joinMembers(answers: readonly Answer[]): Buffer {
  const parts: Buffer[] = [Buffer.from('[')];
  for (const [i, { json }] of answers.entries()) {
    if (i > 0) parts.push(Buffer.from(','));
    parts.push(typeof json === 'string' ? Buffer.from(json) : json);
  }
  parts.push(Buffer.from(']'));
  return Buffer.concat(parts);
}

/** `{"a":…,"b":…}`: JSON is joined as bytes, never parsed, and not copied. */
export function joinAnswers(answers: readonly Answer[]): Pieces {
  const pieces: Buffer[] = [];
  let text = '{';
  for (const [i, { alias, json }] of answers.entries()) {
    text += `${i === 0 ? '' : ','}${JSON.stringify(alias)}:`;
    if (typeof json === 'string') text += json;
    else {
      pieces.push(Buffer.from(text), json);
      text = '';
    }
  }
  pieces.push(Buffer.from(`${text}}`));
  return pieces;
}
