import { z } from 'zod';
import { EngineError } from '../base/error.ts';
import { stringifyJson } from '../base/json.ts';
import type { Command } from '../metadata/command.ts';
import { addSourceOf } from '../metadata/commands/source.ts';
import { commands } from '../metadata/commands.ts';
import { json } from '../metadata/model/wire.ts';
import { jsonType, read } from '../metadata/read.ts';
import { type ApiRequest, JsonText } from './handler.ts';

/** What is asked: by which name, which command that is, and whether anybody may ask it. */

export const print = (value: unknown): string =>
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
export const GROUPS = new Set(['bulk', 'bulk_keep_going', 'bulk_atomic', 'concurrent_bulk']);

export function isOpen({ type, args }: ApiRequest): boolean {
  const name = bareName(type);
  if (OPEN_TO_ALL.has(name)) return true;
  if (!GROUPS.has(name) || !Array.isArray(args)) return false;
  return args.every((part) => jsonType(part) === 'Object' && isOpen(readRequest(part)));
}

const BACKEND = /^(pg|postgres|citus|cockroach)_/;
export const bareName = (type: string): string => type.replace(BACKEND, '');

/** Names of the first releases, which are still sent. */
const OLDER_NAMES = new Map([
  ['add_existing_table_or_view', 'track_table'],
  ['add_existing_view', 'track_table'],
  ['delete_remote_schema', 'remove_remote_schema'],
]);

const byName = new Map(commands.map((command) => [command.type, command]));
export function commandOf(type: string): Command | undefined {
  const name = bareName(type);
  if (name !== 'add_source') return byName.get(OLDER_NAMES.get(name) ?? name);
  const backend = BACKEND.exec(type)?.[1] ?? 'pg';
  return addSourceOf(backend === 'pg' ? 'postgres' : backend);
}
