/** What the metrics read of the running engine, and where metadata sends them. */
import type { State } from '../admin/build-state.ts';
import type { Server } from '../http/server.ts';
import type { Opentelemetry } from '../metadata/model.ts';
import type { Readings } from '../telemetry/metrics.ts';
import type { Deliveries } from './deliveries.ts';
import type { Rules } from './rules.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface Running {
  readonly server: Server;
  readonly subscriptions: Subscriptions;
  readonly deliveries: Deliveries;
  readonly rules: Rules;
}

/** `running`: null until the engine listens. */
export const readingsOf = (running: () => Running | null): Readings => ({
  httpConnections: () => running()?.server.connections ?? 0,
  websockets: () => running()?.subscriptions.traffic() ?? { open: 0, received: 0, sent: 0 },
  subscriptions: () =>
    (running()?.subscriptions.stats() ?? []).map(({ kind, subscribers }) => ({
      kind: kind === 'stream' ? 'streaming' : 'live-query',
      subscribers,
    })),
  eventWorkers: () => running()?.deliveries.events.underWay() ?? 0,
  pools: () => {
    const admin = running()?.rules.admin;
    return [...(admin?.state.catalogs.keys() ?? [])].map((source) => {
      const { open, waiting } = admin?.pool(source).stats() ?? { open: 0, waiting: 0 };
      return { source, open, waiting };
    });
  },
  rules: () => {
    const state = running()?.rules.admin.state;
    return {
      resourceVersion: state?.resourceVersion ?? 0,
      inconsistencies: state?.inconsistencies.length ?? 0,
    };
  },
});

/** Null where metadata's word cannot be honoured: it is listed as inconsistent. */
export const exportedTo = ({ metadata, cache }: State): Opentelemetry | null =>
  cache.inconsistencies.some(({ object }) => object?.kind === 'open_telemetry')
    ? null
    : metadata.opentelemetry;
