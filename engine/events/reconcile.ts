/** Makes the triggers in Postgres agree with metadata: at the start, and after every change of the rules. */
import { z } from 'zod';
import { type Catalog, keyOf, type Table } from '../catalog/model.ts';
import type { EventTrigger, Source } from '../metadata/model.ts';
import type { Pool } from '../pg/pool.ts';
import { createSourceCatalog, dropSourceCatalog, hasSourceCatalog } from './source-catalog.ts';
import { ARCHIVE_EVENTS, INSTALLED_TRIGGERS } from './statements/installed-triggers.ts';
import {
  dropStatements,
  OPERATIONS,
  triggerBody,
  triggerName,
  triggerStatements,
} from './trigger-sql.ts';

const installed = z.object({
  name: z.string(),
  source: z.string(),
  on: z.array(z.object({ schema: z.string(), table: z.string(), always: z.boolean() })),
});
type Installed = z.infer<typeof installed>;

interface Wanted {
  readonly trigger: EventTrigger;
  readonly table: Table;
}

export const eventTriggersOf = (source: Source | undefined): readonly string[] =>
  source?.tables.flatMap(({ event_triggers }) => event_triggers.map(({ name }) => name)) ?? [];

/** Only what differs is made anew, for it locks the table. */
export async function installTriggers(pool: Pool, source: Source, catalog: Catalog): Promise<void> {
  const wanted = source.tables.flatMap((entry): Wanted[] => {
    const table = catalog.tables.get(keyOf(entry.table));
    return table ? entry.event_triggers.map((trigger) => ({ trigger, table })) : [];
  });
  if (wanted.length === 0) return;
  await createSourceCatalog(pool);
  const result = await pool.write(INSTALLED_TRIGGERS, [], { prepared: false });
  const found = z.array(installed).parse(result.json());
  const byName = new Map(found.map((one) => [one.name, one]));
  const stale = wanted.filter((one) => !isInstalled(one, byName));
  if (stale.length === 0) return;
  await pool.simple(
    stale.map(({ trigger, table }) => triggerStatements(trigger, table)).join('\n'),
  );
}

const isInstalled = ({ trigger, table }: Wanted, found: ReadonlyMap<string, Installed>): boolean =>
  OPERATIONS.every((operation) => {
    const definition = trigger.definition[operation];
    const one = found.get(triggerName(trigger.name, operation));
    if (definition === undefined) return one === undefined;
    if (one?.source !== triggerBody(trigger.name, operation, definition, table)) return false;
    // A partitioned table's trigger is on its partitions too, under the same name.
    return one.on.some(
      ({ schema, table: name, always }) =>
        schema === table.name.schema &&
        name === table.name.name &&
        always === trigger.trigger_on_replication,
    );
  });

/** For triggers that metadata no longer names: they are dropped, and their events are archived. */
export async function removeTriggers(pool: Pool, names: readonly string[]): Promise<void> {
  if (names.length === 0 || !(await hasSourceCatalog(pool))) return;
  await pool.transaction(async (tx) => {
    await tx.simple(names.map(dropStatements).join('\n'));
    for (const name of names) await tx.query(ARCHIVE_EVENTS, [name]);
  });
}

/** For a source that metadata no longer names. */
export async function removeSource(pool: Pool, source: Source): Promise<void> {
  await removeTriggers(pool, eventTriggersOf(source));
  await pool.transaction(dropSourceCatalog);
}
