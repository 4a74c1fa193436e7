/** What prom-client has counted → OpenTelemetry's form of it, so that there is one place that counts. */
import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';

type PromMetric = MetricObjectWithValues<MetricValue<string>>;

export function buildMetricProducer(registry: Registry): MetricProducer {
  const startTime = hrTime();
  return {
    async collect() {
      const time = { startTime, endTime: hrTime() };
      const all = (await registry.getMetricsAsJSON()) as PromMetric[];
      const metrics = all.flatMap((metric) => toMetricData(metric, time) ?? []);
      const scopeMetrics = [{ scope: { name: 'graphql-engine' }, metrics }];
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
    },
  };
}

interface Time {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

/** Null for a kind that the engine has none of (summaries). */
function toMetricData(metric: PromMetric, time: Time): MetricData | null {
  const base = {
    descriptor: {
      name: metric.name,
      description: metric.help,
      unit: metric.name.endsWith('_seconds') ? 's' : '',
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const points = () =>
    metric.values.map(({ labels, value }) => ({ ...time, attributes: attributes(labels), value }));
  // By its name: the declaration says an enum where the value is a text.
  switch (String(metric.type)) {
    case 'counter':
      return { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: points() };
    case 'gauge':
      return { ...base, dataPointType: DataPointType.GAUGE, dataPoints: points() };
    case 'histogram':
      return {
        ...base,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: histograms(metric, time),
      };
    default:
      return null;
  }
}

const attributes = (labels: object): Attributes => ({ ...labels });

/** prom-client lists buckets (cumulative, by `le`), sum and count of each set of labels one after another. */
function histograms({ values, name }: PromMetric, time: Time) {
  const series = new Map<
    string,
    { labels: Attributes; buckets: [number, number][]; sum: number }
  >();
  for (const { labels, value, metricName } of values as readonly (MetricValue<string> & {
    readonly metricName?: string;
  })[]) {
    const { le, ...rest } = labels as Record<string, string | number>;
    const key = JSON.stringify(rest);
    const one = series.get(key) ?? { labels: rest, buckets: [], sum: 0 };
    series.set(key, one);
    if (metricName === `${name}_bucket`)
      one.buckets.push([Number(le === '+Inf' ? Infinity : le), value]);
    else if (metricName === `${name}_sum`) one.sum = value;
  }
  return [...series.values()].map(({ labels, buckets, sum }) => ({
    ...time,
    attributes: labels,
    value: { buckets: apart(buckets), sum, count: buckets.at(-1)?.[1] ?? 0 },
  }));
}

/** Cumulative counts → counts of each bucket. The last has no boundary. */
function apart(cumulative: readonly (readonly [le: number, count: number])[]) {
  const counts = cumulative.map(([, count], i) => count - (cumulative[i - 1]?.[1] ?? 0));
  return { boundaries: cumulative.slice(0, -1).map(([le]) => le), counts };
}
