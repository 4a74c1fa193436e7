/** Makes the triggers in Postgres agree with metadata: at the start, and after every change of the rules. */
import { z } from 'zod';
import { EXTENSION_KEY } from '../metadata/model/extension.ts';
import type { EventTrigger, Source } from '../metadata/model.ts';
import { PgError } from '../pg/error.ts';
import type { Pool } from '../pg/pool.ts';
import { readCondition } from '../schema/row-condition.ts';
import type { TrackedSource } from '../schema/tracked.ts';
import { arrayText } from './array-text.ts';
import { createExtensionCatalog, hasExtensionCatalog } from './extension-catalog.ts';
import { createSourceCatalog, dropSourceCatalog, hasSourceCatalog } from './source-catalog.ts';
import { ENQUEUE_PENDING } from './statements/enqueue.ts';
import {
  ARCHIVE_EVENTS,
  FORGET_TRIGGERS,
  INSTALLED_TRIGGERS,
} from './statements/installed-triggers.ts';
import {
  dropStatements,
  OPERATIONS,
  type TablePlan,
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

export const eventTriggersOf = (source: Source | undefined): readonly string[] =>
  source?.tables.flatMap(({ event_triggers }) => event_triggers.map(({ name }) => name)) ?? [];

/** What Postgres would not have, and why: no right to make triggers on the table, somebody's guard over DDL. */
export interface Refused {
  readonly trigger: string;
  readonly message: string;
}

/**
 * Only what differs is made anew, for it locks the table. Triggers that are inconsistent stay as they are. Each is made
 * apart, so that one which Postgres refuses keeps no other from its events.
 */
export async function installTriggers(
  pool: Pool,
  source: TrackedSource,
  isConsistent: (trigger: EventTrigger) => boolean,
): Promise<readonly Refused[]> {
  const wanted = plansOf(source, isConsistent);
  if (wanted.length === 0) return [];
  await createSourceCatalog(pool);
  if (wanted.some(({ trigger }) => isExtended(trigger))) await createExtensionCatalog(pool);
  const result = await pool.write(INSTALLED_TRIGGERS, [], { prepared: false });
  const found = z.array(installed).parse(result.json());
  const byName = new Map(found.map((one) => [one.name, one]));
  const stale = wanted.filter((one) => !isInstalled(one, byName));
  const refused: Refused[] = [];
  for (const plan of stale) {
    const why = await install(pool, plan);
    if (why !== null) refused.push({ trigger: plan.trigger.name, message: why });
  }
  return refused;
}

/** What Postgres has against it, or null. */
async function install(pool: Pool, plan: TablePlan): Promise<string | null> {
  const { trigger } = plan;
  try {
    await pool.simple(triggerStatements(plan));
  } catch (error) {
    if (error instanceof PgError && !error.isConnectionLoss) return error.message;
    throw error;
  }
  // Making a trigger waits for those who write to its table: events without a place in the queue are all there now.
  const columns = trigger[EXTENSION_KEY]?.ordered_by;
  if (columns) await pool.write(ENQUEUE_PENDING, [trigger.name, arrayText(columns)]);
  return null;
}

const isExtended = ({ [EXTENSION_KEY]: extension }: EventTrigger): boolean =>
  extension?.ordered_by !== undefined || extension?.dead_letters === true;

const plansOf = (
  { tables }: TrackedSource,
  isConsistent: (trigger: EventTrigger) => boolean,
): readonly TablePlan[] =>
  [...tables.values()].flatMap((tracked) =>
    tracked.metadata.event_triggers.filter(isConsistent).map((trigger) => {
      const when = trigger[EXTENSION_KEY]?.when;
      return { trigger, table: tracked.table, when: when ? readCondition(when, tracked) : null };
    }),
  );

const isInstalled = (plan: TablePlan, found: ReadonlyMap<string, Installed>): boolean =>
  OPERATIONS.every((operation) => {
    const { trigger, table } = plan;
    const definition = trigger.definition[operation];
    const one = found.get(triggerName(trigger.name, operation));
    if (definition === undefined) return one === undefined;
    if (one?.source !== triggerBody(plan, operation, definition)) return false;
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
  const isExtended = await hasExtensionCatalog(pool);
  await pool.transaction(async (tx) => {
    await tx.simple(names.map(dropStatements).join('\n'));
    for (const name of names) await tx.query(ARCHIVE_EVENTS, [name]);
    if (isExtended) await tx.query(FORGET_TRIGGERS, [arrayText(names)]);
  });
}

/** For a source that metadata no longer names. */
export async function removeSource(pool: Pool, source: Source): Promise<void> {
  await removeTriggers(pool, eventTriggersOf(source));
  await pool.transaction(dropSourceCatalog);
}
