/** The `opentelemetry` object of metadata → what sends spans and metrics to its collector. Loaded only when it is enabled. */
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { LogLevel, LogType } from '../base/log.ts';
import type { Tracer } from '../base/tracing.ts';
import { HASURA_VERSION } from '../base/version.ts';
import type { Opentelemetry } from '../metadata/model.ts';
import { resolveHeaders } from '../webhook/headers.ts';
import { trustedContext } from '../webhook/trusted-roots.ts';
import { type Environment, renderUrlTemplate } from '../webhook/url-template.ts';
import { buildTracer, type OpenTracer } from './tracer.ts';

/** As often as the original. */
const METRICS_EVERY_MS = 15_000;

export type LogSink = (type: LogType, level: LogLevel, detail: unknown) => void;

export interface Exporting {
  readonly tracer: Tracer | null;
  readonly log: LogSink | null;
  /** Sends what is still there. */
  close(): Promise<void>;
}

export interface ExportOptions {
  readonly config: Opentelemetry;
  readonly env: Environment;
  readonly metrics: MetricProducer;
  /** What the exporters have to complain of: a collector that is away, as a rule. */
  readonly onProblem: (message: string) => void;
}

export function startExporting(options: ExportOptions): Exporting {
  const { data_types } = options.config;
  const tell = (message: string) => options.onProblem(`opentelemetry: ${message}`);
  const quiet = () => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const traces = data_types.includes('traces') ? exportTraces(options) : null;
  const metrics = data_types.includes('metrics') ? exportMetrics(options) : null;
  const logs = data_types.includes('logs') ? exportLogs(options, traces?.tracer ?? null) : null;
  return {
    tracer: traces?.tracer ?? null,
    log: logs?.sink ?? null,
    async close() {
      await Promise.allSettled([traces?.close(), metrics?.close(), logs?.close()]);
    },
  };
}

function exportTraces({ config, env }: ExportOptions) {
  const { exporter_otlp: to, batch_span_processor: batch } = config;
  const exporter = new OTLPTraceExporter(reach(to.otlp_traces_endpoint, config, env));
  const maxExportBatchSize = batch.max_export_batch_size;
  const processor = new BatchSpanProcessor({
    exporter,
    maxExportBatchSize,
    maxQueueSize: Math.max(2048, 4 * maxExportBatchSize),
  });
  const provider = new TracerProvider({
    resource: resourceOf(config),
    spanProcessors: [processor],
  });
  const b3 = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });
  const w3c = new W3CTraceContextPropagator();
  const tellsW3c = to.traces_propagators.includes('tracecontext');
  const tracer = buildTracer({
    tracer: provider.getTracer('graphql-engine', HASURA_VERSION),
    incoming: new CompositePropagator({ propagators: [b3, w3c] }),
    outgoing: new CompositePropagator({ propagators: tellsW3c ? [b3, w3c] : [b3] }),
  });
  return {
    tracer,
    async close() {
      tracer.close();
      await provider.shutdown();
    },
  };
}

function exportMetrics({ config, env, metrics }: ExportOptions) {
  const exporter = new OTLPMetricExporter(
    reach(config.exporter_otlp.otlp_metrics_endpoint, config, env),
  );
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: METRICS_EVERY_MS,
    exportTimeoutMillis: METRICS_EVERY_MS,
    metricProducers: [metrics],
  });
  const provider = new MeterProvider({ resource: resourceOf(config), readers: [reader] });
  return { close: () => provider.shutdown() };
}

const SEVERITY: Readonly<Record<LogLevel, SeverityNumber>> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

function exportLogs({ config, env }: ExportOptions, tracer: OpenTracer | null) {
  const exporter = new OTLPLogExporter(reach(config.exporter_otlp.otlp_logs_endpoint, config, env));
  const provider = new LoggerProvider({
    resource: resourceOf(config),
    processors: [new BatchLogRecordProcessor({ exporter })],
  });
  const logger = provider.getLogger('graphql-engine', HASURA_VERSION);
  const sink: LogSink = (type, level, detail) =>
    logger.emit({
      severityNumber: SEVERITY[level],
      severityText: level,
      body: JSON.stringify(detail),
      attributes: { type },
      ...(tracer ? { context: tracer.context() } : {}),
    });
  return { sink, close: () => provider.shutdown() };
}

/** Endpoints were looked at with the schema cache: without one the object is inconsistent, and nothing is exported. */
function reach(endpoint: string | undefined, { exporter_otlp }: Opentelemetry, env: Environment) {
  const url = renderUrlTemplate(endpoint ?? '', env);
  return {
    url,
    ...(url.startsWith('https:')
      ? { httpAgentOptions: { keepAlive: true, secureContext: trustedContext(env) } }
      : {}),
    headers: Object.fromEntries(resolveHeaders(exporter_otlp.headers, env)),
  };
}

const resourceOf = ({ exporter_otlp: { resource_attributes } }: Opentelemetry) =>
  resourceFromAttributes({
    'service.name': 'hasura',
    'service.version': HASURA_VERSION,
    ...Object.fromEntries(resource_attributes.map(({ name, value }) => [name, value])),
  });
