/** A row of `hdb_cron_events` or `hdb_scheduled_events` → what is delivered, to whom, and how often. */
import { z } from 'zod';
import { stringifyJson } from '../base/json.ts';
import { EXTENSION_KEY } from '../metadata/model/extension.ts';
import { SCHEDULED_RETRY_DEFAULT, scheduledRetry } from '../metadata/model/webhook.ts';
import { header, listOf, withDefault } from '../metadata/model/wire.ts';
import type { CronTrigger } from '../metadata/model.ts';
import { buildTarget, type Target } from '../webhook/target.ts';
import type { Environment } from '../webhook/url-template.ts';
import type { Retry } from './trigger.ts';

/** What fetch-scheduled gives. */
export const scheduledRow = z.object({
  id: z.string(),
  name: z.string().nullable(),
  tries: z.number(),
  scheduled_time: z.string(),
  created_at: z.string().nullable(),
  late_seconds: z.number(),
  webhook_conf: z.string().nullish(),
  retry_conf: withDefault(scheduledRetry, SCHEDULED_RETRY_DEFAULT),
  header_conf: listOf(header),
  payload: z.unknown().optional(),
  comment: z.string().nullish(),
});
export type ScheduledRow = z.output<typeof scheduledRow>;

/** How the events of a cron trigger are delivered. */
export interface Cron {
  readonly trigger: CronTrigger;
  readonly target: Target;
  readonly retry: ScheduledRetry;
}
export interface ScheduledRetry extends Retry {
  readonly toleranceSeconds: number;
}

/** Throws where a variable is not set or a template cannot be read. */
const buildCron = (trigger: CronTrigger, env: Environment): Cron => ({
  trigger,
  retry: retryOf(trigger.retry_conf, trigger[EXTENSION_KEY]?.backoff),
  target: buildTarget(
    { ...trigger, url: trigger.webhook, timeoutSeconds: trigger.retry_conf.timeout_seconds },
    env,
  ),
});

export const retryOf = (
  conf: ScheduledRow['retry_conf'],
  backoff?: Retry['backoff'],
): ScheduledRetry => ({
  countMax: conf.num_retries,
  intervalSeconds: conf.retry_interval_seconds,
  backoff: backoff ?? null,
  toleranceSeconds: conf.tolerance_seconds,
});

/** By name. Those that are listed as inconsistent (schema/event-trigger.ts) are left out: their runs wait. */
export const buildCrons = (
  triggers: readonly CronTrigger[],
  env: Environment,
): ReadonlyMap<string, Cron> =>
  new Map(triggers.map((trigger) => [trigger.name, buildCron(trigger, env)]));

export interface ScheduledDelivery {
  readonly target: Target;
  readonly retry: ScheduledRetry;
  readonly body: string;
}

export const cronToDelivery = (
  row: ScheduledRow,
  { trigger, target, retry }: Cron,
): ScheduledDelivery => ({
  target,
  retry,
  body: print({
    id: row.id,
    name: trigger.name,
    scheduled_time: row.scheduled_time,
    payload: trigger.payload ?? null,
    comment: trigger.comment,
  }),
});

export const oneOffToDelivery = (row: ScheduledRow, env: Environment): ScheduledDelivery => ({
  target: buildTarget(
    {
      url: row.webhook_conf ?? '',
      headers: row.header_conf,
      timeoutSeconds: row.retry_conf.timeout_seconds,
    },
    env,
  ),
  retry: retryOf(row.retry_conf),
  body: print({
    id: row.id,
    scheduled_time: row.scheduled_time,
    created_at: row.created_at,
    payload: row.payload ?? null,
    comment: row.comment ?? undefined,
  }),
});

const print = (members: Readonly<Record<string, unknown>>): string =>
  stringifyJson(
    Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
  );
