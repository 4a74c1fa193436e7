import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Database } from '../lib/database.ts';
import { SYSTEM } from '../lib/database.ts';
import type { EventRows } from './generated/events.ts';

export type EventName = keyof EventRows;

/** The webhook of event triggers. The name is there for the compiler: no route can call another's handler. */
export type EventHandler<Name extends EventName> = RequestHandler & { readonly event?: Name };

/** Nothing, where a handler reads columns that the table has, as they come; else a schema that none is. */
type Reads<Row, Input> = keyof Input extends keyof Row
  ? Pick<Row, keyof Input> extends Input
    ? unknown
    : { readonly 'a column may hold what the handler does not read': never }
  : { readonly 'there is no such column': Exclude<keyof Input, keyof Row> };

/** One delivery of an event trigger, in Hasura's words. */
const delivery = <Row extends z.ZodObject>(row: Row) =>
  z.object({
    id: z.string(),
    trigger: z.object({ name: z.string() }),
    table: z.object({ schema: z.string(), name: z.string() }),
    event: z.object({
      op: z.enum(['INSERT', 'UPDATE', 'DELETE', 'MANUAL']),
      data: z.object({ old: row.nullable(), new: row.nullable() }),
    }),
    delivery_info: z.object({ max_retries: z.int(), current_retry: z.int() }),
  });

export interface Change<Row> {
  readonly op: 'INSERT' | 'UPDATE' | 'DELETE' | 'MANUAL';
  readonly old: Row | null;
  readonly new: Row | null;
}

/**
 * Turns a function into the webhook of an event trigger. Deliveries come in any order and more than once, so
 * `run` looks at the row as it is now, not as the payload says it was. What fails is delivered again by the
 * engine; at the last attempt the event is kept in ops.dead_letter, from where it can be replayed.
 */
export function event<Name extends EventName, Row extends z.ZodObject>(
  _name: Name,
  database: Database,
  row: Row & Reads<EventRows[Name], z.input<Row>>,
  run: (change: Change<z.output<Row>>) => Promise<void>,
): EventHandler<Name> {
  const payload = delivery(row as Row);
  return async (request, response) => {
    const parsed = payload.safeParse(request.body);
    if (!parsed.success) {
      request.log.error({ problems: z.prettifyError(parsed.error) }, 'not an event');
      response.status(400).json({ message: 'not an event of this trigger' });
      return;
    }
    const { id, trigger, event: change, delivery_info: attempt } = parsed.data;
    try {
      await run({ op: change.op, ...change.data } as Change<z.output<Row>>);
    } catch (error) {
      if (attempt.current_retry < attempt.max_retries) throw error;
      request.log.error({ err: error, event: id }, 'gave up: the event goes to the dead letters');
      await bury(database, trigger.name, id, request.body, error, attempt.current_retry + 1);
    }
    response.json({ ok: true });
  };
}

async function bury(
  database: Database,
  consumer: string,
  eventId: string,
  body: unknown,
  error: unknown,
  attempts: number,
): Promise<void> {
  await database.transaction(SYSTEM, (sql) =>
    sql.rows(
      `INSERT INTO ops.dead_letter (consumer, source, event_id, payload, error, attempts)
       VALUES ($1, 'event_trigger', $2, $3, $4, $5)`,
      [consumer, eventId, JSON.stringify(body), String(error), attempts],
    ),
  );
}
