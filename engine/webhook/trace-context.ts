/** To which trace a request belongs, as its headers say (B3 or W3C), and as an event keeps it until it is delivered. */
import { randomBytes } from 'node:crypto';
import type { Header } from './request.ts';

export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 of them. */
  readonly spanId: string;
  /** `1` or `0` where whoever began the trace has decided whether it is kept. */
  readonly sampled: '0' | '1' | null;
}

/** What an event of a trigger carries: `trace_context` of its payload, in the original's spelling. */
export interface EventTraceContext {
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly sampling_state?: string;
}

/** Null where the headers name no trace. */
export function readTraceContext(headers: readonly Header[]): TraceContext | null {
  const find = (name: string): string =>
    headers.find(([given]) => given.toLowerCase() === name)?.[1] ?? '';
  const [, w3cTrace, w3cSpan, flags] =
    /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/i.exec(find('traceparent')) ?? [];
  if (w3cTrace && w3cSpan)
    return {
      traceId: w3cTrace.toLowerCase(),
      spanId: w3cSpan.toLowerCase(),
      sampled: Number.parseInt(flags ?? '0', 16) & 1 ? '1' : '0',
    };
  const sampled = find('x-b3-sampled');
  return readEventContext({
    trace_id: find('x-b3-traceid'),
    span_id: find('x-b3-spanid'),
    ...(sampled === '0' || sampled === '1' ? { sampling_state: sampled } : {}),
  });
}

/** Null where an id is not one; ids of 64 bits, as B3 allows, are filled up. */
export function readEventContext({
  trace_id = '',
  span_id = '',
  sampling_state,
}: EventTraceContext): TraceContext | null {
  if (!/^([\da-f]{16}|[\da-f]{32})$/i.test(trace_id) || !/^[\da-f]{16}$/i.test(span_id))
    return null;
  return {
    traceId: trace_id.toLowerCase().padStart(32, '0'),
    spanId: span_id.toLowerCase(),
    sampled: sampling_state === '0' || sampling_state === '1' ? sampling_state : null,
  };
}

export const newTraceContext = (): TraceContext => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  sampled: null,
});

export const toEventContext = ({ traceId, spanId, sampled }: TraceContext): EventTraceContext => ({
  trace_id: traceId,
  span_id: spanId,
  ...(sampled === null ? {} : { sampling_state: sampled }),
});

/** In both spellings: whoever is called may know either. */
export const toTraceHeaders = ({ traceId, spanId, sampled }: TraceContext): readonly Header[] => [
  ['X-B3-TraceId', traceId],
  ['X-B3-SpanId', spanId],
  ...(sampled === null ? [] : [['X-B3-Sampled', sampled] as const]),
  ['traceparent', `00-${traceId}-${spanId}-0${sampled ?? '1'}`],
];

const TRACE_HEADER =
  /^(traceparent|tracestate|b3|x-b3-(traceid|spanid|parentspanid|sampled|flags))$/i;

/** Those of the client's headers that name its trace, passed on to whoever is called for it. */
export const traceHeadersOf = (headers: readonly Header[]): readonly Header[] =>
  headers.filter(([name]) => TRACE_HEADER.test(name));
