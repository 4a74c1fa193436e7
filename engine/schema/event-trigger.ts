/** Event and cron triggers of metadata, as far as they can be honoured: what is wrong with one is an inconsistency. */
import { checkSchedule } from '../base/cron.ts';
import { at, EngineError } from '../base/error.ts';
import { EXTENSION_KEY } from '../metadata/model/extension.ts';
import type { CronTrigger, EventTrigger, Metadata } from '../metadata/model.ts';
import { printName } from '../metadata/object.ts';
import { printCronTrigger, printEventTrigger, printQualified } from '../metadata/print.ts';
import { buildTarget, type Webhook } from '../webhook/target.ts';
import { checkTransforms } from '../webhook/transform/sample.ts';
import type { Environment } from '../webhook/url-template.ts';
import { type Complaints, orComplain } from './inconsistency.ts';
import { readCondition } from './row-condition.ts';
import type { TrackedSource, TrackedTable } from './tracked.ts';

export function checkTriggers(
  metadata: Metadata,
  sources: ReadonlyMap<string, TrackedSource>,
  env: Environment,
  complaints: Complaints,
): void {
  for (const { tables } of sources.values())
    for (const table of tables.values())
      for (const trigger of table.metadata.event_triggers)
        checkEventTrigger(trigger, table, env, complaints);
  for (const trigger of metadata.cron_triggers)
    orComplain(
      complaints,
      { kind: 'cron_trigger', name: trigger.name },
      printCronTrigger(trigger),
      `in cron trigger ${trigger.name}: `,
      () => checkCronTrigger(trigger, env),
    );
}

function checkEventTrigger(
  trigger: EventTrigger,
  tracked: TrackedTable,
  env: Environment,
  complaints: Complaints,
): void {
  const { table } = tracked.metadata;
  orComplain(
    complaints,
    { kind: 'event_trigger', source: tracked.source.name, table, name: trigger.name },
    { table: printQualified(table), configuration: printEventTrigger(trigger) },
    `in table "${printName(table)}": in event trigger "${trigger.name}": `,
    () => {
      checkTransforms(trigger);
      buildTarget(webhookOf(trigger, env), env);
      checkKind(trigger, tracked);
      checkColumns(trigger, tracked);
      if (trigger.cleanup_config) checkSchedule(trigger.cleanup_config.schedule);
    },
  );
}

/** The webhook of an event trigger; one that is named by a variable alone is that variable's value, and no template. */
export function webhookOf(trigger: EventTrigger, env: Environment): Webhook {
  const { webhook, webhook_from_env: variable, retry_conf, ...rest } = trigger;
  const shared = { ...rest, timeoutSeconds: retry_conf.timeout_sec };
  if (webhook !== undefined) return { ...shared, url: webhook };
  const value = variable === undefined ? undefined : env[variable];
  if (value !== undefined) return { ...shared, url: value };
  throw new EngineError('not-found', `environment variable '${variable}' not set`, [], 400);
}

/** Postgres has no triggers of rows on views, so that nothing but a manual event could ever come. */
function checkKind({ definition }: EventTrigger, { table }: TrackedTable): void {
  const isOfRows = definition.insert ?? definition.update ?? definition.delete;
  if (isOfRows === undefined || (table.kind !== 'view' && table.kind !== 'materialized-view'))
    return;
  throw new EngineError(
    'not-supported',
    `"${printName(table.name)}" is a ${table.kind.replace('-', ' ')}: views cannot have row-level triggers`,
  );
}

function checkColumns(trigger: EventTrigger, tracked: TrackedTable): void {
  const { table } = tracked;
  const extension = trigger[EXTENSION_KEY];
  const { insert, update, delete: deletion } = trigger.definition;
  const named = [insert, update, deletion].flatMap((operation) => [
    ...(operation && operation.columns !== '*' ? operation.columns : []),
    ...(operation?.payload && operation.payload !== '*' ? operation.payload : []),
  ]);
  for (const column of [...named, ...(extension?.ordered_by ?? [])])
    if (!table.columns.has(column))
      throw new EngineError(
        'not-exists',
        `table "${printName(table.name)}" has no field named "${column}"`,
      );
  const when = extension?.when;
  if (when) at('when', () => readCondition(when, tracked));
}

function checkCronTrigger(trigger: CronTrigger, env: Environment): void {
  checkTransforms(trigger);
  buildTarget({ ...trigger, url: trigger.webhook, timeoutSeconds: 0 }, env);
  checkSchedule(trigger.schedule, trigger[EXTENSION_KEY]?.time_zone);
}
