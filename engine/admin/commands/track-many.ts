import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import type { Command, World } from '../../metadata/command.ts';
import { tableCommands } from '../../metadata/commands/table.ts';
import { json, nonEmptyText, qualifiedName, withDefault } from '../../metadata/model/wire.ts';
import type { Metadata } from '../../metadata/model.ts';
import { type MetadataObject, printName, printObject } from '../../metadata/object.ts';
import { read } from '../../metadata/read.ts';
import type { Inconsistency } from '../../schema/model.ts';
import { dropObject } from '../drop-object.ts';
import { type Handler, SUCCESS } from '../handler.ts';
import { requireAllowed, type Warning, withWarnings } from '../warning.ts';

/**
 * Many tables or functions at once. What cannot be done is left out with a warning, and the rest is done all the same,
 * unless warnings are not allowed or nothing is left.
 */
interface Kind {
  readonly of: 'table' | 'function';
  readonly verb: 'track' | 'untrack';
}
type Named = Extract<MetadataObject, { readonly kind: 'table' | 'function' }>;

const handlerOf = (kind: Kind): Handler => {
  const one = commandNamed(`${kind.verb}_${kind.of}`);
  const list = `${kind.of}s` as const;
  const shape = z.object({
    [list]: z.array(json),
    allow_warnings: withDefault(z.boolean(), true),
  });
  return async (request, _, { admin }) => {
    const given: Readonly<Record<string, unknown>> = read(shape, request.args);
    const parts = z.array(json).parse(given[list]);
    refuseRepeated(kind, parts);
    return admin.exclusively(async () => {
      const tried = attempt(kind, one, parts, admin.state.metadata, (so) => admin.world(so));
      const { inconsistencies } = await admin.check({ metadata: tried.metadata, mayBreak: true });
      const names = new Set(tried.done.map(printObject));
      const broken = inconsistencies.filter(
        ({ name, object }) => object !== null && names.has(name),
      );
      const warnings = [...tried.warnings, ...broken.map((found) => warningOf(kind, found))];
      if (broken.length === tried.done.length) throw allFailed(kind, warnings);
      requireAllowed(warnings, given['allow_warnings'] === true);
      const metadata = broken.reduce(
        (rest, { object }) => (object === null ? rest : dropObject(rest, object)),
        tried.metadata,
      );
      await admin.apply({ metadata }, { expect: request.resourceVersion });
      return withWarnings(SUCCESS, warnings);
    });
  };
};

function commandNamed(type: string): Command {
  const found = tableCommands.find((command) => command.type === type);
  if (found === undefined) throw new Error(`there is no command ${type}`);
  return found;
}

function objectOf({ of }: Kind, part: unknown): Named {
  const source = withDefault(nonEmptyText, 'default');
  if (of === 'table') {
    const { table, ...at } = read(z.object({ source, table: qualifiedName }), part);
    return { kind: 'table', table, ...at };
  }
  const named = read(z.object({ source, function: qualifiedName }), part);
  return { kind: 'function', ...named };
}

function refuseRepeated(kind: Kind, parts: readonly unknown[]): void {
  const names = parts.map((part) => {
    const object = objectOf(kind, part);
    return `${object.source}.${printName(object.kind === 'table' ? object.table : object.function)}`;
  });
  const repeated = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  if (repeated.length > 0)
    throw new EngineError(
      'bad-request',
      `The following ${kind.of}s occur more than once in the request: ${repeated.join(', ')}`,
      ['args', `${kind.of}s`],
    );
}

interface Attempt {
  readonly metadata: Metadata;
  readonly done: readonly Named[];
  readonly warnings: readonly Warning[];
}

/** Each on what the ones before it made of metadata. */
function attempt(
  kind: Kind,
  one: Command,
  parts: readonly unknown[],
  metadata: Metadata,
  world: (so: Metadata) => World,
): Attempt {
  const done: Named[] = [];
  const warnings: Warning[] = [];
  let so = metadata;
  for (const part of parts) {
    const object = objectOf(kind, part);
    try {
      so = one.run(part, so, world(so)).metadata;
      done.push(object);
    } catch (error) {
      // Arguments that make no sense are no matter of one table.
      if (!(error instanceof EngineError) || error.code === 'parse-failed') throw error;
      const failed = { type: object.kind, name: printObject(object), reason: error.message };
      warnings.push(warningOf(kind, failed));
    }
  }
  return { metadata: so, done, warnings };
}

const warningOf = (
  { verb, of }: Kind,
  { type, name, reason }: Pick<Inconsistency, 'type' | 'name' | 'reason'>,
): Warning => ({ code: `${verb}-${of}-failed`, message: reason, name, type });

const allFailed = ({ verb, of }: Kind, warnings: readonly Warning[]): EngineError =>
  new EngineError('invalid-configuration', `all ${of}s failed to ${verb}`, ['args'], 400, {
    internal: warnings,
  });

export const trackManyCommands: readonly (readonly [string, Handler])[] = [
  ['track_tables', handlerOf({ verb: 'track', of: 'table' })],
  ['untrack_tables', handlerOf({ verb: 'untrack', of: 'table' })],
  ['track_functions', handlerOf({ verb: 'track', of: 'function' })],
  ['untrack_functions', handlerOf({ verb: 'untrack', of: 'function' })],
];
