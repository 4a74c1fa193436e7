import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds at which the histogram of durations is cut: the seed's own, so that its dashboards fit. */
const DURATION_BUCKETS = [0.001, 0.01, 0.1, 0.3, 0.6, 1, 3, 6, 9, 20, 30];

export interface Metrics {
  readonly contentType: string;
  /** Everything measured, in Prometheus's text format. */
  text(): Promise<string>;
  /** Notes a request that was answered. `handler` is a route's name and never a path that a client chose. */
  answered(handler: string, method: string, status: number, seconds: number): void;
  /** Adds a measure that is taken when somebody looks; undefined while there is nothing to measure. */
  measure(name: string, help: string, take: () => Promise<number | undefined>): void;
}

/** The measures of one program, with those of its process. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ['handler', 'method', 'code'] as const;
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests that were answered.',
    labelNames,
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to its answer.',
    labelNames,
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    answered(handler, method, status, seconds) {
      const labels = { handler, method, code: String(status) };
      requests.inc(labels);
      durations.observe(labels, seconds);
    },
    measure(name, help, take) {
      const gauge = new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          // A gauge that was never set would be told as 0, which is a lie.
          gauge.set((await take().catch(() => undefined)) ?? Number.NaN);
        },
      });
    },
  };
}
