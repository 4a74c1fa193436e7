/** Commands on events, scheduled events and transforms: those that look at logs, or write to them. */
import { z } from 'zod';
import { EngineError } from '../base/error.ts';
import { stringifyJson } from '../base/json.ts';
import { arrayText } from '../events/array-text.ts';
import {
  EVENT_BY_ID,
  EVENT_INVOCATIONS,
  EVENT_LOGS,
  EVENT_STATE,
  INVOKE,
  REDELIVER,
} from '../events/statements/event-logs.ts';
import type { ScheduledKind } from '../events/statements/scheduled.ts';
import {
  CREATE_SCHEDULED,
  deleteScheduled,
  ORDER_COLUMNS,
  scheduledEvents,
  scheduledInvocations,
} from '../events/statements/scheduled-logs.ts';
import { findSource } from '../metadata/command.ts';
import {
  requestTransform,
  responseTransform,
  SCHEDULED_RETRY_DEFAULT,
  scheduledRetry,
} from '../metadata/model/webhook.ts';
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
import { tryTransform } from '../webhook/transform/sample.ts';
import { type Api, type Handler, JsonText, SUCCESS } from './handler.ts';

export interface EventApiOptions {
  readonly metadataPool: Pool;
  /** There may be an event of the source to deliver, or a scheduled one. */
  wake(source: string): void;
  wakeScheduled(): void;
}

export function eventHandlers(options: EventApiOptions): ReadonlyMap<string, Handler> {
  return new Map<string, Handler>([
    ...eventLogHandlers(options),
    ...scheduledHandlers(options),
    ['get_cron_triggers', async (_, __, { admin }) => cronTriggers(admin)],
    ['test_webhook_transform', async ({ args }) => testTransform(args)],
  ]);
}

const source = withDefault(nonEmptyText, 'default');
const page = { limit: withDefault(z.int().min(0), 100), offset: withDefault(z.int().min(0), 0) };

const logArgs = z.object({
  ...page,
  name: nonEmptyText,
  source,
  status: withDefault(z.enum(['pending', 'processed', 'all']), 'all'),
});
const eventArgs = z.object({
  event_id: nonEmptyText,
  source,
  invocation_log_limit: withDefault(z.int().min(0), 100),
  invocation_log_offset: withDefault(z.int().min(0), 0),
});
const invokeArgs = z.object({ name: nonEmptyText, source, payload: json });

const jsonOf = async (pool: Pool, text: string, params: readonly (string | null)[]) =>
  new JsonText((await pool.write(text, params)).text(0, 0) ?? 'null');

function eventLogHandlers(options: EventApiOptions): readonly (readonly [string, Handler])[] {
  return [
    [
      'get_event_logs',
      async ({ args }, _, { admin }) => {
        const { name, source: from, status, limit, offset } = read(logArgs, args);
        requireTrigger(admin, from, name);
        return jsonOf(admin.pool(from), EVENT_LOGS, [name, status, String(limit), String(offset)]);
      },
    ],
    [
      'get_event_invocation_logs',
      async ({ args }, _, { admin }) => {
        const { name, source: from, limit, offset } = read(logArgs, args);
        requireTrigger(admin, from, name);
        return jsonOf(admin.pool(from), EVENT_INVOCATIONS, [name, String(limit), String(offset)]);
      },
    ],
    [
      'get_event_by_id',
      async ({ args }, _, { admin }) => {
        const given = read(eventArgs, args);
        return jsonOf(admin.pool(given.source), EVENT_BY_ID, [
          given.event_id,
          String(given.invocation_log_limit),
          String(given.invocation_log_offset),
        ]);
      },
    ],
    [
      'redeliver_event',
      async ({ args }, _, { admin }) => {
        const { event_id, source: from } = read(eventArgs, args);
        await redeliver(admin.pool(from), event_id);
        options.wake(from);
        return SUCCESS;
      },
    ],
    [
      'invoke_event_trigger',
      async ({ args }, session, { admin }) => {
        const { name, source: from, payload } = read(invokeArgs, args);
        const { table, trigger } = requireTrigger(admin, from, name);
        if (!trigger.definition.enable_manual)
          throw new EngineError('not-supported', 'manual mode is not enabled for event trigger', [
            'args',
          ]);
        const { rows } = await admin
          .pool(from)
          .write(INVOKE, [
            table.schema,
            table.name,
            name,
            stringifyJson(payload),
            JSON.stringify(Object.fromEntries(session.variables)),
          ]);
        options.wake(from);
        return { event_id: String(rows[0]?.[0] ?? '') };
      },
    ],
  ];
}

function requireTrigger(admin: Api['admin'], from: string, name: string) {
  for (const { table, event_triggers } of findSource(admin.state.metadata, from).tables) {
    const trigger = event_triggers.find((one) => one.name === name);
    if (trigger) return { table, trigger };
  }
  throw new EngineError(
    'not-exists',
    `event trigger with name ${JSON.stringify(name)} does not exist`,
    ['args'],
  );
}

async function redeliver(pool: Pool, id: string): Promise<void> {
  const { rows } = await pool.write(REDELIVER, [id]);
  if (rows.length > 0) return;
  const state = await pool.write(EVENT_STATE, [id]);
  if (state.rows.length === 0) throw new EngineError('not-exists', 'event not found', ['args']);
  throw new EngineError('busy', 'event is already being processed', ['args'], 400);
}

const kind = z.enum(['cron', 'one_off']);
const kindOf = (type: z.output<typeof kind>): ScheduledKind =>
  type === 'cron' ? 'cron' : 'one-off';

const createArgs = z.object({
  webhook: z.string(),
  schedule_at: z.iso.datetime({ offset: true, local: true }),
  payload: json,
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

function scheduledHandlers({
  metadataPool,
  wakeScheduled,
}: EventApiOptions): readonly (readonly [string, Handler])[] {
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

const cronTriggers = ({ state }: Api['admin']) => ({
  cron_triggers: state.metadata.cron_triggers,
});

const sampleArgs = z.object({
  webhook_url: z.union([z.string(), z.object({ from_env: z.string() })]),
  body: json,
  env: withDefault(z.record(z.string(), z.string()), {}),
  request_headers: listOf(z.tuple([z.string(), z.string()])),
  request_transform: requestTransform,
  response_transform: optional(responseTransform),
  session_variables: optional(z.record(z.string(), z.string())),
});

function testTransform(args: unknown): unknown {
  const sample = read(sampleArgs, args);
  try {
    return tryTransform(sample);
  } catch (error) {
    throw error instanceof EngineError ? error.below('args') : error;
  }
}
