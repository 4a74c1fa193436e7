/** A row of `hdb_catalog.event_log` and the body that its webhook is sent. */
import type { Cell } from '../pg/result.ts';
import type { Header } from '../webhook/request.ts';
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
}

/** In the order of the columns of fetch-events. */
export function readEvent(row: readonly Cell[]): Event {
  const [id, schema, table, trigger, payload, tries, createdAt, lock] = row.map(
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
  };
}

/** Made as text: the payload came as JSON, and is sent as it came. */
export function eventToDelivery(event: Event, trigger: Trigger): Delivery {
  const about = JSON.stringify({
    id: event.id,
    table: { schema: event.schema, name: event.table },
    trigger: { name: event.trigger },
    delivery_info: { max_retries: trigger.retry.countMax, current_retry: event.tries },
  });
  return {
    target: trigger.target,
    body: `${about.slice(0, -1)},"created_at":${event.createdAt},"event":${event.payload}}`,
    ...contextOf(event.payload, trigger),
  };
}

interface Context {
  readonly session_variables?: Readonly<Record<string, string>> | null;
  readonly trace_context?: { readonly trace_id?: string; readonly span_id?: string } | null;
}

/** The payload is read only where a transform or a trace asks for what is in it. */
function contextOf(
  payload: string,
  { target }: Trigger,
): Pick<Delivery, 'sessionVariables' | 'traceHeaders'> {
  const isTraced = payload.includes('"trace_id"');
  if (!isTraced && !target.transformRequest) return { sessionVariables: {}, traceHeaders: [] };
  const { session_variables, trace_context } = JSON.parse(payload) as Context;
  return { sessionVariables: session_variables ?? {}, traceHeaders: traceHeaders(trace_context) };
}

/** The delivery belongs to the trace of the request that wrote the row. */
function traceHeaders(trace: Context['trace_context']): readonly Header[] {
  if (!trace?.trace_id || !trace.span_id) return [];
  return [
    ['X-B3-TraceId', trace.trace_id],
    ['X-B3-SpanId', trace.span_id],
    ['traceparent', `00-${trace.trace_id.padStart(32, '0')}-${trace.span_id}-01`],
  ];
}
