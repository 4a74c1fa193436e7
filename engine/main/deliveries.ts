/** What calls others: actions, events, schedules and remote schemas, wired to the configuration. */

import type { AdminParts } from '../admin/apply.ts';
import { eventHandlers } from '../admin/event-api.ts';
import type { Handler } from '../admin/handler.ts';
import type { Log } from '../base/log.ts';
import type { Config } from '../config.ts';
import { type Events, openEvents } from '../events/open-events.ts';
import type { ActionRuntime } from '../execute/action-webhook.ts';
import type { RemoteRuntime } from '../execute/remote-schema.ts';
import type { Metadata } from '../metadata/model.ts';
import type { Pool } from '../pg/pool.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { traceSender } from '../telemetry/traced-sender.ts';
import { openSender } from '../webhook/send.ts';
import { isAllowed } from '../webhook/tls-allowlist.ts';

export interface Deliveries {
  readonly actions: ActionRuntime;
  readonly remotes: RemoteRuntime;
  readonly events: Events;
  readonly handlers: ReadonlyMap<string, Handler>;
  /** To be told of every change of the rules. */
  readonly onSwap: NonNullable<AdminParts['onSwap']>;
  /** Takes no more events, and gives back those that are not delivered within the time. */
  stop(graceMs: number): Promise<void>;
  /** Cuts off every call that is left: only when no request waits for one any more. */
  close(): Promise<void>;
}

/** Connections kept to the host of an action, beside which events have their own limit. */
const ACTION_CONNECTIONS = 256;

export function openDeliveries(
  config: Config,
  log: Log,
  metadataPool: Pool,
  telemetry: Telemetry,
): Deliveries {
  let metadata: Metadata | null = null;
  const { tracer } = telemetry;
  const plain = openSender({
    connections: Math.max(config.eventsHttpPoolSize, ACTION_CONNECTIONS),
    trustsAnyCertificate: (url) => isAllowed(url, metadata?.network.tls_allowlist ?? []),
    env: process.env,
  });
  const sender = traceSender(plain, tracer);
  const shared = { env: process.env, sender, log, metadataPool, tracer };
  const actions: ActionRuntime = {
    ...shared,
    prefersConfiguredHeaders: config.headerPrecedence,
    onNoted: () => events.wakeActions(),
    get onAnswer() {
      const { metrics } = telemetry;
      return metrics ? metrics.actionAnswered.bind(metrics) : undefined;
    },
  };
  const events = openEvents({
    ...shared,
    actions,
    failureLevel: config.triggersErrorLogLevel ? 'error' : 'warn',
    httpPoolSize: config.eventsHttpPoolSize,
    fetchIntervalMs: config.eventsFetchIntervalMs,
    fetchBatchSize: config.eventsFetchBatchSize,
    asyncActionsIntervalMs: config.asyncActionsFetchIntervalMs,
    asyncActionsBatchSize: config.asyncActionsFetchBatchSize,
    observer: telemetry.deliveries,
  });
  const prioritizesData = config.remoteSchemaPrioritizeData;
  return {
    actions,
    remotes: { env: process.env, sender, prioritizesData },
    events,
    handlers: eventHandlers({
      metadataPool,
      wake: (source) => events.wake(source),
      wakeScheduled: () => events.wakeScheduled(),
    }),
    onSwap: async (state, pool) => {
      metadata = state.metadata;
      await events.apply({ ...state, pool });
    },
    stop: (graceMs) => events.close(graceMs),
    close: () => sender.close(),
  };
}
