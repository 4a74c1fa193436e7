/** Prepared root fields + values → their JSON, in the order asked for. */
import { atAsync, EngineError } from '../base/error.ts';
import { joinPieces, type Pieces } from '../base/pieces.ts';
import type { InputValidation } from '../ir/validation.ts';
import { runAction } from './action.ts';
import type { Bindings } from './bind.ts';
import { runRemote, stitch } from './join.ts';
import { runMutation } from './mutation.ts';
import { type Places, placesBelow } from './places.ts';
import type { PreparedRoot } from './prepare.ts';
import { type Json, type Queryable, runQuery } from './query.ts';
import { limitTime, reader } from './reader.ts';
import { settingsOf } from './settings.ts';
import { runShortWrite } from './short-write.ts';
import type { Sources } from './sources.ts';
import { validateInputs } from './validate-input.ts';

/** The JSON of one root field under the key that the client chose. */
export interface Answer {
  readonly alias: string;
  readonly json: Json | Pieces;
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
    case 'introspection':
      return { alias, json: root.print() };
    case 'query': {
      const db = reader(sources.pool(root.query.source), bindings);
      const json = await runQuery(root.query, bindings, db);
      const { places } = root;
      return { alias, json: places ? await stitch(json, places, bindings, sources) : json };
    }
    case 'remote':
      return { alias, json: await runRemote(root.call, bindings, sources) };
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

/** Writes: one after another, all in one transaction per source, which carries the session for triggers to read. */
export async function executeMutation(
  roots: readonly PreparedRoot[],
  bindings: Bindings,
  sources: Sources,
): Promise<readonly Answer[]> {
  const [source, ...others] = new Set(roots.flatMap(sourcesOf));
  if (roots.length > 1 && (others.length > 0 || roots.some(isElsewhere)))
    return executeApart(roots, bindings, sources);
  const validations = roots.flatMap(validationsOf);
  if (validations.length > 0) await validateInputs(validations, bindings, sources.actions);
  if (source === undefined) return executeQuery(roots, bindings, sources);
  const short = await runAlone(roots, source, bindings, sources);
  const answers = short === null ? await runTogether(roots, source, bindings, sources) : [short];
  sources.onCommit?.(source);
  if (roots.every((root) => placesIn(root) === null)) return answers;
  return Promise.all(
    answers.map(async (answer, i) => {
      const places = roots[i] ? placesIn(roots[i]) : null;
      if (places === null) return answer;
      const json = joinPieces(piecesOf(answer.json));
      return { ...answer, json: await stitch(json, places, bindings, sources) };
    }),
  );
}

/** What other sources and remotes have to say of the rows written is asked after they were committed. */
function placesIn(root: PreparedRoot): Places | null {
  switch (root.kind) {
    case 'query':
    case 'mutation':
      return root.places;
    case 'namespace':
      return placesBelow(root.roots.map((inner) => [inner.alias, placesIn(inner)]));
    default:
      return null;
  }
}

function runTogether(
  roots: readonly PreparedRoot[],
  source: string,
  bindings: Bindings,
  sources: Sources,
): Promise<readonly Answer[]> {
  return sources.pool(source).transaction(async (tx) => {
    const settings = settingsOf(source, bindings, sources);
    const session = tx.query(settings.text, settings.params);
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
  source: string,
  bindings: Bindings,
  sources: Sources,
): Promise<Answer | null> {
  const [root] = roots;
  const pool = sources.pool(source);
  if (roots.length !== 1 || root?.kind !== 'mutation' || root.alone === null) return null;
  if (bindings.timeLimitSeconds || pool.isolation !== 'read-committed') return null;
  const { alone, alias } = root;
  const settings = settingsOf(source, bindings, sources);
  const json = await under(root.path, () => runShortWrite(alone, bindings, pool, settings));
  return { alias, json };
}

/** An error of the work is said to be below these steps. */
const under = <T>(path: readonly string[], work: () => Promise<T>): Promise<T> =>
  path.reduceRight((inner, step) => () => atAsync(step, inner), work)();

/** Each field is written on its own, in order: no transaction holds two sources, a webhook or a remote schema. */
async function executeApart(
  roots: readonly PreparedRoot[],
  bindings: Bindings,
  sources: Sources,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const root of roots) answers.push(...(await executeMutation([root], bindings, sources)));
  return answers;
}

/** Whether somebody else than a source writes. */
const isElsewhere = (root: PreparedRoot): boolean =>
  root.kind === 'action' ||
  root.kind === 'remote' ||
  (root.kind === 'namespace' && root.roots.some(isElsewhere));

function validationsOf(root: PreparedRoot): readonly InputValidation[] {
  if (root.kind === 'mutation') return root.validations;
  return root.kind === 'namespace' ? root.roots.flatMap(validationsOf) : NO_VALIDATIONS;
}
const NO_VALIDATIONS: readonly InputValidation[] = [];

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
    case 'introspection':
    case 'stream':
    case 'action':
    case 'remote':
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
    case 'introspection':
    case 'list':
    case 'stream':
    case 'action':
    case 'remote':
      return read(root, bindings, sources);
  }
}

function joinMembers(answers: readonly Answer[]): Buffer {
  const parts: Buffer[] = [Buffer.from('[')];
  for (const [i, { json }] of answers.entries()) {
    if (i > 0) parts.push(Buffer.from(','));
    parts.push(...piecesOf(json));
  }
  parts.push(Buffer.from(']'));
  return Buffer.concat(parts);
}

function piecesOf(json: Json | Pieces): Pieces {
  if (typeof json === 'string') return [Buffer.from(json)];
  return Buffer.isBuffer(json) ? [json] : json;
}

/** `{"a":…,"b":…}`: JSON is joined as bytes, never parsed, and not copied. */
export function joinAnswers(answers: readonly Answer[]): Pieces {
  const pieces: Buffer[] = [];
  let text = '{';
  for (const [i, { alias, json }] of answers.entries()) {
    text += `${i === 0 ? '' : ','}${JSON.stringify(alias)}:`;
    if (typeof json === 'string') text += json;
    else {
      pieces.push(Buffer.from(text));
      for (const piece of piecesOf(json)) pieces.push(piece);
      text = '';
    }
  }
  pieces.push(Buffer.from(`${text}}`));
  return pieces;
}
