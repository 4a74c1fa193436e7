import { z } from 'zod';
import { deliver } from '../delivery/deliver.ts';
import { event } from '../event.ts';
import type { Ports } from '../ports.ts';

const row = z.object({ id: z.int() });

/** `notification_created`: brings a notification to its account by its channel. */
export const notificationCreated = (ports: Ports) =>
  event('notification_created', ports.database, row, async (change) => {
    if (change.new !== null) await deliver(ports, change.new.id);
  });
