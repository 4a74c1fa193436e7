/** The `opentelemetry` object of metadata, as far as it can be honoured. */
import { EngineError } from '../base/error.ts';
import type { Metadata, Opentelemetry } from '../metadata/model.ts';
import { sorted } from '../metadata/print.ts';
import { resolveHeaders } from '../webhook/headers.ts';
import { type Environment, renderUrlTemplate } from '../webhook/url-template.ts';
import { type Complaints, orComplain } from './inconsistency.ts';

export function checkTelemetry(
  { opentelemetry }: Metadata,
  env: Environment,
  complaints: Complaints,
): void {
  if (opentelemetry.status === 'disabled') return;
  orComplain(complaints, { kind: 'open_telemetry' }, sorted(opentelemetry), '', () =>
    check(opentelemetry, env),
  );
}

function check({ data_types, exporter_otlp }: Opentelemetry, env: Environment): void {
  resolveHeaders(exporter_otlp.headers, env);
  if (exporter_otlp.protocol === 'grpc')
    throw new EngineError(
      'not-supported',
      'the protocol "grpc" is not supported; use "http/protobuf"',
    );
  const endpoints = {
    traces: exporter_otlp.otlp_traces_endpoint,
    metrics: exporter_otlp.otlp_metrics_endpoint,
    logs: exporter_otlp.otlp_logs_endpoint,
  };
  for (const kind of data_types) checkEndpoint(kind, endpoints[kind], env);
}

function checkEndpoint(kind: string, endpoint: string | undefined, env: Environment): void {
  if (endpoint === undefined)
    throw new EngineError('invalid-params', `Missing ${kind} endpoint`, [], 400);
  const url = renderUrlTemplate(endpoint, env);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new EngineError('invalid-params', `Invalid ${kind} endpoint: ${JSON.stringify(url)}`);
}
