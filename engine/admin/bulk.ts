import { z } from 'zod';
import { atAsync, EngineError, toApiError } from '../base/error.ts';
import { stringifyJson } from '../base/json.ts';
import { json } from '../metadata/model/wire.ts';
import type { Metadata } from '../metadata/model.ts';
import { printMetadata } from '../metadata/print.ts';
import { read } from '../metadata/read.ts';
import { conflict } from '../metadata/store.ts';
import type { Admin } from './apply.ts';
import { type ApiRequest, SUCCESS } from './handler.ts';
import { bareName, commandOf, GROUPS, isOpen, print, readRequest } from './request.ts';
import { changesRules, runSqlArgs } from './run-sql.ts';

/** Requests that are several: one after the other, all at once, or all or nothing. */

/** Answers one of them. */
type Answer = (request: ApiRequest) => Promise<string>;

export async function answerGroup(
  name: string,
  request: ApiRequest,
  admin: Admin,
  answer: Answer,
): Promise<string> {
  const parts = read(z.array(json), request.args);
  const one = (part: unknown, i: number): Promise<string> =>
    atAsync('args', () => atAsync(i, async () => answer(readRequest(part))));
  switch (name) {
    case 'concurrent_bulk':
      if (!parts.every(onlyReads))
        throw new EngineError(
          'unexpected',
          'Only read-only queries are allowed in a concurrent_bulk',
        );
      return listText(await Promise.all(parts.map(one)));
    case 'bulk_keep_going':
      return keepGoing(parts, answer);
    case 'bulk_atomic':
      return atomically(parts, request, admin);
    default:
      return parts.every(isHarmless)
        ? listText(await inTurn(parts, one))
        : admin.exclusively(() => untilError(parts, request, admin, one));
  }
}

type One = (part: unknown, i: number) => Promise<string>;

async function inTurn(parts: readonly unknown[], one: One): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const [i, part] of parts.entries()) answers.push(await one(part, i));
  return answers;
}

/**
 * The first error ends it, and no metadata is saved, as in the original, which saves it once at the end. What SQL has
 * done to the database stays, and so does what followed from it: names that were changed, dependents that fell.
 */
async function untilError(
  parts: readonly unknown[],
  { resourceVersion }: ApiRequest,
  admin: Admin,
  one: One,
): Promise<string> {
  const { resourceVersion: current } = admin.state;
  if (resourceVersion !== undefined && resourceVersion !== current)
    throw conflict(resourceVersion, current);
  let kept = admin.state.metadata;
  try {
    const answers = await inTurn(parts, async (part, i) => {
      const before = admin.state.metadata;
      const answered = await one(part, i);
      if (isSql(part) && !isSame(before, admin.state.metadata)) kept = admin.state.metadata;
      return answered;
    });
    return listText(answers);
  } catch (error) {
    if (admin.state.metadata !== kept) await admin.apply({ metadata: kept, mayBreak: true });
    throw error;
  }
}

/** What cannot be read is told in its turn. */
function isHarmless(part: unknown): boolean {
  try {
    return onlyReads(part);
  } catch {
    return false;
  }
}

const isSql = (part: unknown): boolean => bareName(readRequest(part).type) === 'run_sql';
const isSame = (one: Metadata, other: Metadata): boolean =>
  one === other || stringifyJson(printMetadata(one)) === stringifyJson(printMetadata(other));

/** Whether a request leaves the rules alone, so that it may run beside others. */
function onlyReads(part: unknown): boolean {
  const request = readRequest(part);
  const name = bareName(request.type);
  if (GROUPS.has(name)) return Array.isArray(request.args) && request.args.every(onlyReads);
  return name === 'run_sql'
    ? !changesRules(read(runSqlArgs, request.args))
    : isOpen(request) || READS.test(name);
}
const READS = /^(export_metadata|(get|list|suggest|introspect|test)_\w+)$/;

const listText = (answers: readonly string[]): string => `[${answers.join(',')}]`;

async function keepGoing(parts: readonly unknown[], answer: Answer): Promise<string> {
  const answers: string[] = [];
  for (const part of parts) {
    try {
      answers.push(await answer(readRequest(part)));
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
  admin: Admin,
): Promise<string> {
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
