/** Metrics and traces, switched on and off by options and metadata while the engine runs. Off, they cost a look at a field. */
import type { Log } from '../base/log.ts';
import { NO_TRACER, type Tracer } from '../base/tracing.ts';
import type { DeliveryObserver } from '../events/observer.ts';
import type { OperationObserver } from '../graphql/observer.ts';
import type { Opentelemetry } from '../metadata/model.ts';
import type { Pool } from '../pg/pool.ts';
import type { Environment } from '../webhook/url-template.ts';
import { watchDeliveries } from './deliveries.ts';
import type { Exporting } from './exporters.ts';
import { Metrics, type Readings } from './metrics.ts';
import { watchOperations } from './operations.ts';
import { watchPool } from './watched-pool.ts';

export interface TelemetryOptions {
  readonly env: Environment;
  readonly log: Log;
  readonly readings: Readings;
  /** `/v1/metrics` is served: counting begins at once, and does not wait for metadata. */
  readonly servesMetrics: boolean;
}

export class Telemetry {
  readonly #options: TelemetryOptions;
  #metrics: Metrics | null = null;
  #exporting: Exporting | null = null;
  /** What is exported now, to tell whether a change of metadata changes it. */
  #applied = '';
  #watched = new WeakMap<Pool, Pool>();
  /** Always the same ones, whatever is behind them. */
  readonly tracer: Tracer;
  /** What is written to it is exported too. */
  readonly log: Log;
  readonly deliveries: DeliveryObserver = watchDeliveries(() => this.#metrics);
  readonly #operations: OperationObserver;

  constructor(options: TelemetryOptions) {
    this.#options = options;
    if (options.servesMetrics) this.#metrics = new Metrics(options.readings);
    const current = (): Tracer => this.#exporting?.tracer ?? NO_TRACER;
    this.tracer = {
      get isOn() {
        return current().isOn;
      },
      span: (about, work) => current().span(about, work),
      headers: () => current().headers(),
    };
    this.log = {
      ...options.log,
      write: (type, level, detail) => {
        options.log.write(type, level, detail);
        const sink = this.#exporting?.log;
        if (sink && options.log.isEnabled(type, level)) sink(type, level, detail);
      },
    };
    this.#operations = watchOperations(this.tracer, () => this.#metrics);
  }

  /** Null as long as nobody wants to know. */
  get operations(): OperationObserver | null {
    return this.#metrics === null && !this.tracer.isOn ? null : this.#operations;
  }

  get metrics(): Metrics | null {
    return this.#metrics;
  }

  pool(source: string, pool: Pool): Pool {
    if (this.#metrics === null && !this.tracer.isOn) return pool;
    let watched = this.#watched.get(pool);
    if (watched === undefined) {
      const onTime = (seconds: number) =>
        this.#metrics?.statementSeconds.observe({ source_name: source }, seconds);
      watched = watchPool(pool, { source, tracer: this.tracer, onTime });
      this.#watched.set(pool, watched);
    }
    return watched;
  }

  /** Takes metadata over. `config` null: it says nothing that can be honoured. */
  async apply(config: Opentelemetry | null): Promise<void> {
    const wanted = config?.status === 'enabled' ? config : null;
    const text = JSON.stringify(wanted);
    if (text === this.#applied) return;
    this.#applied = text;
    const before = this.#exporting;
    this.#exporting = wanted === null ? null : await this.#start(wanted);
    before?.close().catch(() => undefined); // not waited for: its collector may be the reason for the change
  }

  /** Sends what is there, as far as the time allows. */
  async close(graceMs: number): Promise<void> {
    if (this.#exporting === null) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.#exporting.close(), late]);
    clearTimeout(timer);
  }

  async #start(config: Opentelemetry): Promise<Exporting | null> {
    const { env, log, readings } = this.#options;
    try {
      this.#metrics ??= new Metrics(readings);
      // Some hundred modules, which nobody loads who does not ask for them.
      const { startExporting } = await import('./exporters.ts');
      const { buildMetricProducer } = await import('./metric-producer.ts');
      const metrics = buildMetricProducer(this.#metrics.registry);
      const onProblem = (message: string) => log.write('unstructured', 'warn', { message });
      return startExporting({ config, env, metrics, onProblem });
    } catch (error) {
      log.write('unstructured', 'error', { message: `opentelemetry: ${String(error)}` });
      return null;
    }
  }
}
