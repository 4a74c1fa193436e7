/** To which trace a write belongs, for the event triggers of its source. */
import type { Tracer } from '../base/tracing.ts';
import type { Metadata } from '../metadata/model.ts';
import type { Header } from '../webhook/request.ts';
import { newTraceContext, readTraceContext, toEventContext } from '../webhook/trace-context.ts';

/** JSON; null where no event will carry it. A client that names no trace begins one, as with the original. */
export function traceContextOf(
  metadata: Metadata,
  source: string,
  headers: readonly Header[],
  tracer: Tracer,
): string | null {
  if (!sourcesWithTriggers(metadata).has(source)) return null;
  const context = readTraceContext(tracer.isOn ? tracer.headers() : headers) ?? newTraceContext();
  return JSON.stringify(toEventContext(context));
}

/** Asked for at every write. */
const known = new WeakMap<Metadata, ReadonlySet<string>>();

function sourcesWithTriggers(metadata: Metadata): ReadonlySet<string> {
  let sources = known.get(metadata);
  if (sources === undefined) {
    const found = metadata.sources.filter(({ tables }) =>
      tables.some(({ event_triggers }) => event_triggers.length > 0),
    );
    sources = new Set(found.map(({ name }) => name));
    known.set(metadata, sources);
  }
  return sources;
}
