/** The two kinds of scheduled events live in tables of one shape. */
export type ScheduledKind = 'cron' | 'one-off';

export const TABLES: Readonly<
  Record<ScheduledKind, { readonly events: string; readonly logs: string }>
> = {
  cron: {
    events: 'hdb_catalog.hdb_cron_events',
    logs: 'hdb_catalog.hdb_cron_event_invocation_logs',
  },
  'one-off': {
    events: 'hdb_catalog.hdb_scheduled_events',
    logs: 'hdb_catalog.hdb_scheduled_event_invocation_logs',
  },
};
