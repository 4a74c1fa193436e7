/** Spans → OpenTelemetry's own, in a context that follows the work through every await. */
import type { Tracer as OtelTracer, TextMapPropagator } from '@opentelemetry/api';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { SpanAbout, Span as SpanNote, TraceHeaders, Tracer } from '../base/tracing.ts';

const KINDS: Readonly<Record<SpanAbout['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

export interface OtelTracing {
  readonly tracer: OtelTracer;
  /** How traces of others are read, in any spelling. */
  readonly incoming: TextMapPropagator;
  /** How ours is told to whoever is called. */
  readonly outgoing: TextMapPropagator;
}

export interface OpenTracer extends Tracer {
  /** Of the span at hand, for log lines that belong to it. */
  context(): Context;
  close(): void;
}

export function buildTracer({ tracer, incoming, outgoing }: OtelTracing): OpenTracer {
  const contexts = new AsyncLocalStorageContextManager().enable();
  const parentOf = (headers: TraceHeaders | undefined): Context =>
    headers === undefined ? contexts.active() : incoming.extract(ROOT_CONTEXT, headers, GETTER);
  return {
    isOn: true,
    span({ name, kind, attributes = {}, parent }, work) {
      const context = parentOf(parent);
      if (kind === 'client' && trace.getSpan(context) === undefined) return work(UNSEEN);
      const span = tracer.startSpan(name, { kind: KINDS[kind], attributes }, context);
      return contexts.with(trace.setSpan(context, span), () => finish(span, work));
    },
    headers() {
      const headers: [string, string][] = [];
      outgoing.inject(contexts.active(), headers, SETTER);
      return headers;
    },
    context: () => contexts.active(),
    close: () => void contexts.disable(),
  };
}

const UNSEEN: SpanNote = { set: () => undefined, rename: () => undefined };

async function finish<T>(span: Span, work: (note: SpanNote) => Promise<T>): Promise<T> {
  try {
    return await work({
      set: (attributes) => void span.setAttributes(attributes),
      rename: (name) => void span.updateName(name),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    throw error;
  } finally {
    span.end();
  }
}

const GETTER = {
  keys: (headers: TraceHeaders) => headers.map(([name]) => name.toLowerCase()),
  get: (headers: TraceHeaders, key: string) =>
    headers.find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1],
};
const SETTER = {
  set: (headers: [string, string][], key: string, value: string) => void headers.push([key, value]),
};
