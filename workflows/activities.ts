import type { Gateway } from '../lib/gateway.ts';
import type { Store } from '../lib/store.ts';
import { accountActivities } from './account/activities.ts';
import { type BackupPorts, backupActivities } from './backup/activities.ts';
import { invoiceActivities } from './invoice/activities.ts';
import { mediaActivities } from './media/activities.ts';
import { paymentActivities } from './payment/activities.ts';
import { projectionActivities } from './projection/activities.ts';
import { rankActivities } from './rank/activities.ts';
import { reminderActivities } from './reminder/activities.ts';
import { ticketActivities } from './ticket/activities.ts';

/** What workflows may reach of the world. */
export interface WorkerPorts extends BackupPorts {
  readonly gateway: Gateway;
  readonly store: Store;
}

/** Every activity that the worker can run. */
export const buildActivities = (ports: WorkerPorts) => {
  const { database, gateway, store } = ports;
  return {
    ...accountActivities(database),
    ...backupActivities(ports),
    ...invoiceActivities(database),
    ...mediaActivities(database, store),
    ...paymentActivities(database, gateway),
    ...projectionActivities(database),
    ...rankActivities(database),
    ...reminderActivities(database),
    ...ticketActivities(database),
  };
};
