/** The rules of now, as deliveries follow them: what metadata asks for, without what it cannot have. */
import type { CronTrigger, EventTrigger, Metadata } from '../metadata/model.ts';
import type { Pool } from '../pg/pool.ts';
import type { SchemaCache } from '../schema/model.ts';

export interface Rules {
  readonly metadata: Metadata;
  readonly cache: SchemaCache;
  /** How a source is reached. */
  readonly pool: (source: string) => Pool | undefined;
}

/** Of a source's event triggers: those that are not listed as inconsistent. */
export function consistentTriggers(
  { inconsistencies }: SchemaCache,
  source: string,
): (trigger: EventTrigger) => boolean {
  const listed = new Set(
    inconsistencies.flatMap(({ object }) =>
      object?.kind === 'event_trigger' && object.source === source ? [object.name] : [],
    ),
  );
  return ({ name }) => !listed.has(name);
}

export function consistentCrons({ metadata, cache }: Rules): readonly CronTrigger[] {
  const listed = new Set(
    cache.inconsistencies.flatMap(({ object }) =>
      object?.kind === 'cron_trigger' ? [object.name] : [],
    ),
  );
  return metadata.cron_triggers.filter(({ name }) => !listed.has(name));
}
