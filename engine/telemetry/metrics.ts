/**
 * What is counted and measured, in Prometheus's terms and with Hasura's names where it has one; ours begin with
 * `nordkapp_`. Made only when somebody reads it: each part of the engine tells what happened to whoever listens.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What is looked up when the metrics are read. */
export interface Readings {
  readonly httpConnections: () => number;
  readonly websockets: () => {
    readonly open: number;
    readonly received: number;
    readonly sent: number;
  };
  readonly subscriptions: () => readonly SubscriptionReading[];
  readonly eventWorkers: () => number;
  readonly pools: () => readonly PoolReading[];
  readonly rules: () => { readonly resourceVersion: number; readonly inconsistencies: number };
}
export interface SubscriptionReading {
  readonly kind: 'live-query' | 'streaming';
  readonly subscribers: number;
}
export interface PoolReading {
  readonly source: string;
  readonly open: number;
  readonly waiting: number;
}

type Outcome = 'success' | 'failed';
export type OperationKind = 'query' | 'mutation' | 'subscription' | 'unknown';

const SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const SHORT_SECONDS = [0.0001, 0.0003, 0.001, 0.003, ...SECONDS];

export class Metrics {
  readonly registry = new Registry();
  readonly operations = this.#counter(
    'hasura_graphql_requests_total',
    'GraphQL operations',
    'operation_type',
    'response_status',
  );
  readonly operationSeconds = this.#histogram(
    'hasura_graphql_execution_time_seconds',
    'Time that operations took',
    SHORT_SECONDS,
    'operation_type',
  );
  readonly statementSeconds = this.#histogram(
    'hasura_postgres_transaction_time',
    'Time that statements and transactions took, with the wait for a connection',
    SHORT_SECONDS,
    'source_name',
  );
  readonly fetchSeconds = this.#histogram(
    'hasura_event_fetch_time_per_batch_seconds',
    'Time that it took to fetch a batch of events',
    SHORT_SECONDS,
  );
  readonly fetched = this.#gauge('hasura_events_fetched_per_batch', 'Events of the latest batch');
  readonly eventInvocations = this.#counter(
    'hasura_event_invocations_total',
    'Attempts to deliver an event',
    'status',
    'trigger_name',
    'source_name',
  );
  readonly eventsProcessed = this.#counter(
    'hasura_event_processed_total',
    'Events that were delivered or given up',
    'status',
    'trigger_name',
    'source_name',
  );
  readonly eventQueueSeconds = this.#histogram(
    'hasura_event_queue_time_seconds',
    'Time from when an event was written, or due again, until it was on its way',
    SECONDS,
    'trigger_name',
    'source_name',
  );
  readonly eventWebhookSeconds = this.#histogram(
    'hasura_event_webhook_processing_time_seconds',
    'Time that webhooks took',
    SECONDS,
    'trigger_name',
    'source_name',
  );
  readonly eventSeconds = this.#histogram(
    'hasura_event_processing_time_seconds',
    'Time from when an event was fetched until its outcome was written',
    SECONDS,
    'trigger_name',
    'source_name',
  );
  readonly cronInvocations = this.#counter(
    'hasura_cron_events_invocation_total',
    'Attempts to deliver a cron event',
    'status',
  );
  readonly cronProcessed = this.#counter(
    'hasura_cron_events_processed_total',
    'Cron events that were delivered or given up',
    'status',
  );
  readonly oneOffInvocations = this.#counter(
    'hasura_oneoff_events_invocation_total',
    'Attempts to deliver a one-off event',
    'status',
  );
  readonly oneOffProcessed = this.#counter(
    'hasura_oneoff_events_processed_total',
    'One-off events that were delivered or given up',
    'status',
  );
  readonly actionRequestBytes = this.#counter(
    'hasura_action_request_bytes_total',
    'Bytes sent to webhooks of actions',
    'action_name',
  );
  readonly actionResponseBytes = this.#counter(
    'hasura_action_response_bytes_total',
    'Bytes that webhooks of actions answered',
    'action_name',
  );

  constructor(readings: Readings) {
    collectDefaultMetrics({ register: this.registry });
    this.#readConnections(readings);
    this.#readSubscriptions(readings);
    this.#readRules(readings);
  }

  /** The text of `/v1/metrics`. */
  print(): Promise<string> {
    return this.registry.metrics();
  }

  operationEnded(kind: OperationKind, outcome: Outcome, seconds: number): void {
    this.operations.inc({ operation_type: kind, response_status: outcome });
    this.operationSeconds.observe({ operation_type: kind }, seconds);
  }

  actionAnswered(action: string, requestBytes: number, responseBytes: number): void {
    this.actionRequestBytes.inc({ action_name: action }, requestBytes);
    this.actionResponseBytes.inc({ action_name: action }, responseBytes);
  }

  #readConnections({ httpConnections, websockets, eventWorkers, pools }: Readings): void {
    this.#read('hasura_http_connections', 'Open HTTP connections', httpConnections);
    this.#read('hasura_websocket_connections', 'Open WebSockets', () => websockets().open);
    this.#readTotal(
      'hasura_websocket_messages_received_bytes_total',
      'Bytes received over WebSockets',
      () => websockets().received,
    );
    this.#readTotal(
      'hasura_websocket_messages_sent_bytes_total',
      'Bytes sent over WebSockets',
      () => websockets().sent,
    );
    this.#read('hasura_event_trigger_http_workers', 'Deliveries on their way', eventWorkers);
    this.#readEach('hasura_postgres_connections', 'Open connections', 'source_name', () =>
      pools().map(({ source, open }) => [source, open]),
    );
    this.#readEach(
      'nordkapp_postgres_waiting',
      'Requests that wait for a connection',
      'source_name',
      () => pools().map(({ source, waiting }) => [source, waiting]),
    );
  }

  #readSubscriptions({ subscriptions }: Readings): void {
    const kinds = ['live-query', 'streaming'] as const;
    const sum = (kind: string, count: (one: SubscriptionReading) => number): number =>
      subscriptions()
        .filter((one) => one.kind === kind)
        .reduce((total, one) => total + count(one), 0);
    this.#readEach('hasura_active_subscriptions', 'Subscribers', 'subscription_kind', () =>
      kinds.map((kind) => [kind, sum(kind, ({ subscribers }) => subscribers)]),
    );
    this.#readEach('hasura_active_subscription_pollers', 'Pollers', 'subscription_kind', () =>
      kinds.map((kind) => [kind, sum(kind, () => 1)]),
    );
  }

  #readRules({ rules }: Readings): void {
    this.#read(
      'nordkapp_metadata_resource_version',
      'Version of metadata',
      () => rules().resourceVersion,
    );
    this.#read(
      'nordkapp_metadata_inconsistent_objects',
      'Objects of metadata that cannot be honoured',
      () => rules().inconsistencies,
    );
  }

  #counter<const L extends string>(name: string, help: string, ...labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }
  #histogram<const L extends string>(
    name: string,
    help: string,
    buckets: number[],
    ...labelNames: L[]
  ): Histogram<L> {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }

  #read(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }
  #readTotal(name: string, help: string, value: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }
  #readEach(
    name: string,
    help: string,
    label: string,
    values: () => readonly (readonly [string, number])[],
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [key, value] of values()) this.set({ [label]: key }, value);
      },
    });
  }
}
