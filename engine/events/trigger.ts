/** Event triggers of metadata → what delivery needs to know of them. */
import type { TableName } from '../catalog/model.ts';
import { type Backoff, EXTENSION_KEY } from '../metadata/model/extension.ts';
import type { CleanupConfig } from '../metadata/model/webhook.ts';
import type { EventTrigger } from '../metadata/model.ts';
import { webhookOf } from '../schema/event-trigger.ts';
import type { TrackedSource } from '../schema/tracked.ts';
import { buildTarget, type Target } from '../webhook/target.ts';
import type { Environment } from '../webhook/url-template.ts';

export interface Trigger {
  readonly name: string;
  readonly table: TableName;
  readonly target: Target;
  readonly retry: Retry;
  /** One event of a key at a time. */
  readonly isOrdered: boolean;
  readonly keepsDeadLetters: boolean;
  readonly cleanup: CleanupConfig | null;
}

export interface Retry {
  /** Attempts after the first. */
  readonly countMax: number;
  readonly intervalSeconds: number;
  readonly backoff: Backoff | null;
}

/** Throws where a variable is not set or a template cannot be read. */
export function buildTrigger(trigger: EventTrigger, table: TableName, env: Environment): Trigger {
  const { name, retry_conf, [EXTENSION_KEY]: extension } = trigger;
  return {
    name,
    table,
    target: buildTarget(webhookOf(trigger, env), env),
    retry: {
      countMax: retry_conf.num_retries,
      intervalSeconds: retry_conf.interval_sec,
      backoff: extension?.backoff ?? null,
    },
    isOrdered: extension?.ordered_by !== undefined,
    keepsDeadLetters: extension?.dead_letters ?? false,
    cleanup: trigger.cleanup_config ?? null,
  };
}

/** By name. Those that are listed as inconsistent (schema/event-trigger.ts) are left out: their events wait. */
export function buildTriggers(
  { tables }: TrackedSource,
  env: Environment,
  isConsistent: (trigger: EventTrigger) => boolean,
): ReadonlyMap<string, Trigger> {
  const built = new Map<string, Trigger>();
  for (const { metadata } of tables.values())
    for (const trigger of metadata.event_triggers.filter(isConsistent))
      built.set(trigger.name, buildTrigger(trigger, metadata.table, env));
  return built;
}
