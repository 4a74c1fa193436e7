import { EngineError } from '../base/error.ts';
import type { Change } from '../metadata/command.ts';
import type { ArrayRelationship } from '../metadata/model.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import { printUsing } from '../metadata/print.ts';
import type { Inconsistency } from '../schema/model.ts';

/** What is answered of an inconsistency: what programs alone read is left out. */
export function printInconsistency({ object, cause: _, ...rest }: Inconsistency): unknown {
  const { reason, conflicts } = rest;
  if (conflicts !== undefined) return { reason, conflicts };
  return object === null ? rest : { ...rest, definition: printDefinition(object, rest.definition) };
}

/** Relationships are shown as they are exported, not as they are kept. */
function printDefinition({ kind }: MetadataObject, definition: unknown): unknown {
  const isRelationship = kind === 'object_relation' || kind === 'array_relation';
  if (!isRelationship || typeof definition !== 'object' || definition === null) return definition;
  if (!('using' in definition)) return definition;
  return { ...definition, using: printUsing(definition.using as ArrayRelationship['using']) };
}

/** What newly contradicts the catalogs is refused; the object at hand is told in its own words. */
export function refuseNew(
  before: readonly Inconsistency[],
  after: readonly Inconsistency[],
  { affects, tellsCause = false }: Change,
  { isReplaced = false }: { readonly isReplaced?: boolean },
): void {
  const known = new Set(before.map(({ name }) => name));
  const fresh = after.filter(
    ({ name, object }) => isReplaced || (object !== null && !known.has(name)),
  );
  if (fresh.length === 0) return;
  const own = affects ? fresh.filter(({ name }) => name === printObject(affects)) : [];
  const cause = tellsCause ? own.find((inconsistency) => inconsistency.cause)?.cause : undefined;
  if (cause) throw new EngineError(cause.code, cause.message, ['args'], 400, cause.details);
  if (own.length > 0)
    throw new EngineError(
      'invalid-configuration',
      own.map(({ reason }) => reason).join(', '),
      ['args'],
      400,
      { internal: own.map(printInconsistency) },
    );
  throw new EngineError(
    'unexpected',
    affects
      ? 'cannot continue due to new inconsistent metadata'
      : isReplaced
        ? 'cannot continue due to inconsistent metadata'
        : 'cannot continue due to newly found inconsistent metadata',
    ['args'],
    affects || isReplaced ? 400 : 500,
    { internal: fresh.map(printInconsistency) },
  );
}
