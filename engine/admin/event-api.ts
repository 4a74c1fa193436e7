/** Commands on events, scheduled events and transforms: those that look at logs, or write to them. */
import { z } from 'zod';
import { EngineError } from '../base/error.ts';
import { stringifyJson } from '../base/json.ts';
import { arrayText } from '../events/array-text.ts';
import { FORGET_DEAD_LETTER } from '../events/statements/dead-letters.ts';
import { ENQUEUE_ONE } from '../events/statements/enqueue.ts';
import {
  EVENT_BY_ID,
  EVENT_INVOCATIONS,
  EVENT_LOGS,
  EVENT_STATE,
  INVOKE,
  REDELIVER,
} from '../events/statements/event-logs.ts';
import { findSource } from '../metadata/command.ts';
import { findEventTrigger } from '../metadata/commands/trigger.ts';
import { EXTENSION_KEY } from '../metadata/model/extension.ts';
import { requestTransform, responseTransform } from '../metadata/model/webhook.ts';
import { json, listOf, nonEmptyText, optional, withDefault } from '../metadata/model/wire.ts';
import type { EventTrigger } from '../metadata/model.ts';
import { read } from '../metadata/read.ts';
import type { Pool, Session } from '../pg/pool.ts';
import { tryTransform } from '../webhook/transform/sample.ts';
import { cleanUpHandlers } from './clean-up-api.ts';
import { deadLetterHandlers } from './dead-letter-api.ts';
import {
  type EventApiOptions,
  type NamedHandler,
  page,
  requireTrigger,
  source,
} from './event-args.ts';
import { type Api, type Handler, JsonText, SUCCESS } from './handler.ts';
import { scheduledHandlers } from './scheduled-event-api.ts';

export function eventHandlers(options: EventApiOptions): ReadonlyMap<string, Handler> {
  return new Map<string, Handler>([
    ...eventLogHandlers(options),
    ...cleanUpHandlers,
    ...deadLetterHandlers(options),
    ...scheduledHandlers(options),
    ['get_cron_triggers', async (_, __, { admin }) => cronTriggers(admin)],
    ['test_webhook_transform', async ({ args }) => testTransform(args)],
  ]);
}

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

function eventLogHandlers(options: EventApiOptions): readonly NamedHandler[] {
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
        await redeliver(admin, from, event_id);
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
        const id = await admin.pool(from).transaction(async (tx) => {
          const { rows } = await tx.query(INVOKE, [
            table.schema,
            table.name,
            name,
            stringifyJson(payload),
            JSON.stringify(Object.fromEntries(session.variables)),
          ]);
          const made = String(rows[0]?.[0] ?? '');
          await enqueue(tx, made, trigger);
          return made;
        });
        options.wake(from);
        return { event_id: id };
      },
    ],
  ];
}

async function redeliver(admin: Api['admin'], from: string, id: string): Promise<void> {
  await admin.pool(from).transaction(async (tx) => {
    const name = (await tx.query(REDELIVER, [id])).rows[0]?.[0]?.toString();
    if (name === undefined) throw await notRedelivered(tx, id);
    const trigger = findEventTrigger(findSource(admin.state.metadata, from), name);
    if (!trigger) return;
    await enqueue(tx, id, trigger);
    if (trigger[EXTENSION_KEY]?.dead_letters) await tx.query(FORGET_DEAD_LETTER, [id]);
  });
}

async function notRedelivered(tx: Session, id: string): Promise<EngineError> {
  const state = await tx.query(EVENT_STATE, [id]);
  if (state.rows.length === 0) return new EngineError('not-exists', 'event not found', ['args']);
  return new EngineError('busy', 'event is already being processed', ['args'], 400);
}

/** An event of a trigger that is delivered in order takes its place, at the end. */
async function enqueue(tx: Session, id: string, trigger: EventTrigger): Promise<void> {
  const columns = trigger[EXTENSION_KEY]?.ordered_by;
  if (columns) await tx.query(ENQUEUE_ONE, [id, arrayText(columns)]);
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
