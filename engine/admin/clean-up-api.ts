/** delete_event_trigger_logs: cleans an event log by hand. */
import { z } from 'zod';
import { cleanEventLog } from '../events/clean-log.ts';
import { hasExtensionCatalog } from '../events/extension-catalog.ts';
import { cleaning } from '../metadata/model/webhook.ts';
import { nonEmptyText } from '../metadata/model/wire.ts';
import { read } from '../metadata/read.ts';
import { type NamedHandler, requireTrigger, source } from './event-args.ts';

const args = z.object({ event_trigger_name: nonEmptyText, source, ...cleaning });

export const cleanUpHandlers: readonly NamedHandler[] = [
  [
    'delete_event_trigger_logs',
    async (request, _, { admin }) => {
      const given = read(args, request.args);
      requireTrigger(admin, given.source, given.event_trigger_name);
      const pool = admin.pool(given.source);
      const isExtended = await hasExtensionCatalog(pool);
      const cleaned = { events: 0, invocations: 0 };
      const what = {
        trigger: given.event_trigger_name,
        olderThanHours: given.clear_older_than,
        batchSize: given.batch_size,
        timeoutSeconds: given.timeout,
        withInvocations: given.clean_invocation_logs,
      };
      await pool.session((session) => cleanEventLog(session, what, isExtended, cleaned));
      return {
        deleted_event_logs: cleaned.events,
        deleted_event_invocation_logs: cleaned.invocations,
      };
    },
  ],
];
