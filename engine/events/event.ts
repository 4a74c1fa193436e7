/** A row of `hdb_catalog.event_log` and the body that its webhook is sent. */
import type { Cell } from '../pg/result.ts';
import {
  type EventTraceContext,
  readEventContext,
  toTraceHeaders,
} from '../webhook/trace-context.ts';
import type { Delivery } from './attempt.ts';
import type { Trigger } from './trigger.ts';

export interface Event {
  readonly id: string;
  readonly schema: string;
  readonly table: string;
  readonly trigger: string;
  /** JSON text of `{ op, data, session_variables, trace_context }`. */
  readonly payload: string;
  readonly tries: number;
  /** JSON text. */
  readonly createdAt: string;
  /** Since when it is ours; another instance that takes it over, or a renewal, changes it. */
  lock: string;
  /** Seconds since it was written, or due again, as of when it was fetched. */
  readonly queuedSeconds: number;
  /** Of performance.now(). */
  readonly fetchedAt: number;
}

/** In the order of the columns of fetch-events. */
export function readEvent(row: readonly Cell[]): Event {
  const [id, schema, table, trigger, payload, tries, createdAt, lock, queued] = row.map(
    (cell) => cell?.toString('utf8') ?? '',
  );
  return {
    id: id ?? '',
    schema: schema ?? '',
    table: table ?? '',
    trigger: trigger ?? '',
    payload: payload ?? 'null',
    tries: Number(tries),
    createdAt: createdAt ?? 'null',
    lock: lock ?? '',
    queuedSeconds: Number(queued),
    fetchedAt: performance.now(),
  };
}

/** Made as text: the payload came as JSON, and is sent as it came. */
export const eventToDelivery = (event: Event, trigger: Trigger): Delivery => ({
  target: trigger.target,
  body: bodyOf(event, trigger),
  ...contextOf(event.payload, trigger),
});

function bodyOf(event: Event, { retry }: Trigger): string {
  const [id, schema, table, trigger] = [event.id, event.schema, event.table, event.trigger].map(
    (text) => JSON.stringify(text),
  );
  return `{"id":${id},"table":{"schema":${schema},"name":${table}},"trigger":{"name":${trigger}},"delivery_info":{"max_retries":${retry.countMax},"current_retry":${event.tries}},"created_at":${event.createdAt},"event":${event.payload}}`;
}

interface Context {
  readonly session_variables?: Readonly<Record<string, string>> | null;
  readonly trace_context?: EventTraceContext | null;
}

const NOTHING: Pick<Delivery, 'sessionVariables' | 'traceHeaders'> = {
  sessionVariables: {},
  traceHeaders: [],
};

/**
 * The payload is read only where a transform or a trace asks for what is in it. The delivery belongs to the trace of the
 * request that wrote the row.
 */
function contextOf(
  payload: string,
  { target }: Trigger,
): Pick<Delivery, 'sessionVariables' | 'traceHeaders'> {
  const isTraced = payload.includes('"trace_id"');
  if (!isTraced && !target.transformRequest) return NOTHING;
  const { session_variables, trace_context } = JSON.parse(payload) as Context;
  const trace = readEventContext(trace_context ?? {});
  return {
    sessionVariables: session_variables ?? {},
    traceHeaders: trace === null ? [] : toTraceHeaders(trace),
  };
}
