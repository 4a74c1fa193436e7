/** Commands on cron and one-off events. */
import { z } from 'zod';
import { EngineError } from '../base/error.ts';
import { stringifyJson } from '../base/json.ts';
import { arrayText } from '../events/array-text.ts';
import type { ScheduledKind } from '../events/statements/scheduled.ts';
import {
  CREATE_SCHEDULED,
  deleteScheduled,
  ORDER_COLUMNS,
  scheduledEvents,
  scheduledInvocations,
} from '../events/statements/scheduled-logs.ts';
import { SCHEDULED_RETRY_DEFAULT, scheduledRetry } from '../metadata/model/webhook.ts';
import {
  header,
  json,
  listOf,
  nonEmptyText,
  optional,
  withDefault,
} from '../metadata/model/wire.ts';
import { read } from '../metadata/read.ts';
import type { Pool } from '../pg/pool.ts';
import { type EventApiOptions, type NamedHandler, page } from './event-args.ts';
import { SUCCESS } from './handler.ts';

const kind = z.enum(['cron', 'one_off']);
const kindOf = (type: z.output<typeof kind>): ScheduledKind =>
  type === 'cron' ? 'cron' : 'one-off';

const createArgs = z.object({
  webhook: z.string(),
  schedule_at: z.iso.datetime({ offset: true, local: true }),
  payload: withDefault(json, null),
  headers: listOf(header),
  retry_conf: withDefault(scheduledRetry, SCHEDULED_RETRY_DEFAULT),
  comment: optional(z.string()),
});
const orderBy = z.object({
  column: z.enum(ORDER_COLUMNS),
  type: withDefault(z.enum(['asc', 'desc']), 'asc'),
  nulls: withDefault(z.enum(['first', 'last']), 'last'),
});
const listArgs = z.object({
  ...page,
  type: kind,
  trigger_name: optional(nonEmptyText),
  status: listOf(z.string()),
  get_rows_count: withDefault(z.boolean(), false),
  order_by: z.union([z.null(), orderBy.transform((one) => [one]), z.array(orderBy)]).optional(),
});
const invocationArgs = z.object({
  ...page,
  type: kind,
  trigger_name: optional(nonEmptyText),
  event_id: optional(nonEmptyText),
  get_rows_count: withDefault(z.boolean(), false),
});

export function scheduledHandlers({
  metadataPool,
  wakeScheduled,
}: EventApiOptions): readonly NamedHandler[] {
  return [
    [
      'create_scheduled_event',
      async ({ args }) => {
        const { webhook, schedule_at, payload, retry_conf, headers, comment } = read(
          createArgs,
          args,
        );
        const { rows } = await metadataPool.write(CREATE_SCHEDULED, [
          JSON.stringify(webhook),
          schedule_at,
          stringifyJson(payload),
          JSON.stringify(retry_conf),
          JSON.stringify(headers),
          comment ?? null,
        ]);
        wakeScheduled();
        return { ...SUCCESS, event_id: String(rows[0]?.[0] ?? '') };
      },
    ],
    [
      'delete_scheduled_event',
      async ({ args }) => {
        const { type, event_id } = read(z.object({ type: kind, event_id: nonEmptyText }), args);
        const { count } = await metadataPool.write(deleteScheduled(kindOf(type)), [event_id]);
        if (count > 0) return SUCCESS;
        const word = type === 'cron' ? 'cron' : 'scheduled';
        throw new EngineError('not-found', `${word} event not found`, ['args'], 400);
      },
    ],
    [
      'get_scheduled_events',
      async ({ args }) => {
        const given = read(listArgs, args);
        const order = (given.order_by ?? [{ column: 'created_at', type: 'desc', nulls: 'last' }])
          .map(({ column, type, nulls }) => `${column} ${type} NULLS ${nulls}`)
          .join(', ');
        const text = scheduledEvents(kindOf(given.type), order);
        return listing(metadataPool, given.get_rows_count, text, [
          arrayText(given.status),
          String(given.limit),
          String(given.offset),
          given.type === 'cron' ? (given.trigger_name ?? null) : null,
        ]);
      },
    ],
    [
      'get_scheduled_event_invocations',
      async ({ args }) => {
        const given = read(invocationArgs, args);
        return listing(
          metadataPool,
          given.get_rows_count,
          scheduledInvocations(kindOf(given.type)),
          [
            given.event_id ?? null,
            given.type === 'cron' ? (given.trigger_name ?? null) : null,
            String(given.limit),
            String(given.offset),
          ],
        );
      },
    ],
  ];
}

/** `count` is there only for those who ask for it. */
async function listing(
  pool: Pool,
  isCounted: boolean,
  text: string,
  params: readonly (string | null)[],
): Promise<unknown> {
  const [answer] = (await pool.write(text, params)).json();
  const { count, ...rest } = answer as { readonly count: number };
  return isCounted ? { count, ...rest } : rest;
}
