import { afterEach, describe, expect } from 'vitest';
import { test } from '../../support/database.ts';
import { startEngine } from '../../support/engine.ts';
import { defaultSource } from '../../support/metadata.ts';
import { openReceiver } from '../events/receiver.ts';
import { openOtlpReceiver } from './otlp-receiver.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const ACTION = {
  name: 'double',
  definition: {
    kind: 'synchronous',
    type: 'query',
    handler: '{{HOOK}}/action',
    output_type: 'Doubled',
    arguments: [{ name: 'n', type: 'Int!' }],
  },
  permissions: [],
};
const CUSTOM_TYPES = { objects: [{ name: 'Doubled', fields: [{ name: 'n', type: 'Int!' }] }] };

/** An engine with a table, its event trigger and an action; `more` is added to the metadata. */
async function setUp(url: string, more: object = {}, env: Record<string, string> = {}) {
  const hook = await openReceiver(({ path }) => (path === '/action' ? { body: '{"n": 4}' } : {}));
  closing.push(() => hook.close());
  const engine = await startEngine({
    databaseUrl: url,
    env: { HOOK: hook.url, ...env },
    metadata: {
      version: 3,
      sources: [
        {
          ...defaultSource(url),
          tables: [
            {
              table: 'item',
              event_triggers: [
                {
                  name: 'made',
                  definition: { enable_manual: false, insert: { columns: '*' } },
                  webhook: '{{HOOK}}/event',
                  retry_conf: { num_retries: 0, interval_sec: 1, timeout_sec: 5 },
                },
              ],
            },
          ],
        },
      ],
      actions: [ACTION],
      custom_types: CUSTOM_TYPES,
      ...more,
    },
  });
  closing.push(() => engine.stop());
  return { engine, hook };
}
const INSERT = 'mutation Make { insert_item(objects: [{id: 1}]) { affected_rows } }';
const ITEM = 'CREATE TABLE item (id int PRIMARY KEY)';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

describe('traces without an exporter', () => {
  test('an event carries the trace of its client, or one of its own, to its webhook', async ({
    database,
  }) => {
    await database.query(ITEM);
    const { engine, hook } = await setUp(database.url);
    await engine.graphql(INSERT, {}, { traceparent: `00-${TRACE}-${PARENT}-01` });
    const [first] = await hook.reach(1);
    expect(first?.body.event.trace_context).toEqual({
      trace_id: TRACE,
      span_id: PARENT,
      sampling_state: '1',
    });
    expect(first?.headers).toMatchObject({
      'x-b3-traceid': TRACE,
      traceparent: `00-${TRACE}-${PARENT}-01`,
    });
    await engine.graphql(INSERT.replace('1', '2'), {}, { 'x-b3-traceid': 'nonsense' });
    const [, second] = await hook.reach(2);
    expect(second?.body.event.trace_context).toEqual({
      trace_id: expect.stringMatching(/^[\da-f]{32}$/),
      span_id: expect.stringMatching(/^[\da-f]{16}$/),
    });
  });

  test('an action is told the trace of its client, and one request id stands in every log', async ({
    database,
  }) => {
    await database.query(ITEM);
    const { engine, hook } = await setUp(
      database.url,
      {},
      {
        HASURA_GRAPHQL_ENABLED_LOG_TYPES:
          'http-log,query-log,action-handler-log,websocket-log,startup',
      },
    );
    const headers = { traceparent: `00-${TRACE}-${PARENT}-01`, 'x-request-id': 'the-request' };
    const reply = await engine.graphql('{ double(n: 2) { n } }', {}, headers);
    expect(reply.body).toEqual({ data: { double: { n: 4 } } });
    expect(reply.headers.get('x-request-id')).toBe('the-request');
    expect(hook.received[0]?.headers['traceparent']).toBe(headers.traceparent);
    const linesOf = () =>
      engine
        .log()
        .split('\n')
        .filter((line) => line.includes('the-request'))
        .map((line) => JSON.parse(line));
    while (linesOf().length < 3) await new Promise((again) => setTimeout(again, 20));
    const lines = linesOf().map(({ type, detail }) => [type, detail.request_id]);
    expect(Object.fromEntries(lines)).toEqual({
      'http-log': 'the-request',
      'query-log': 'the-request',
      'action-handler-log': 'the-request',
    });
  });
});

describe('opentelemetry', () => {
  test('sends spans from the request to SQL and to the webhooks of actions and events', async ({
    database,
  }) => {
    await database.query(ITEM);
    const collector = await openOtlpReceiver();
    closing.push(() => collector.close());
    const opentelemetry = {
      status: 'enabled',
      data_types: ['traces', 'metrics', 'logs'],
      exporter_otlp: {
        otlp_traces_endpoint: '{{COLLECTOR}}/v1/traces',
        otlp_metrics_endpoint: '{{COLLECTOR}}/v1/metrics',
        otlp_logs_endpoint: '{{COLLECTOR}}/v1/logs',
        headers: [{ name: 'x-key', value_from_env: 'COLLECTOR_KEY' }],
        resource_attributes: [{ name: 'service.name', value: 'shop' }],
        traces_propagators: ['tracecontext'],
      },
      batch_span_processor: { max_export_batch_size: 64 },
    };
    const env = { COLLECTOR: collector.url, COLLECTOR_KEY: 'secret' };
    const { engine, hook } = await setUp(database.url, { opentelemetry }, env);
    const headers = { traceparent: `00-${TRACE}-${PARENT}-01`, 'x-request-id': 'the-request' };
    await engine.graphql(INSERT, {}, headers);
    await engine.graphql('query Twice { double(n: 2) { n } item { id } }', {}, headers);
    await hook.reach(2);
    await engine.restart(); // the rest is sent before it ends

    const ours = () => collector.spans.filter(({ traceId }) => traceId === TRACE);
    await collector.until(() => ours().length >= 9);
    const parentOf = (id: string) => ours().find(({ spanId }) => spanId === id);
    const roots = ours().filter(({ parentId }) => parentId === PARENT);
    expect(roots.map(({ name }) => name)).toEqual(['/v1/graphql', '/v1/graphql']);
    expect(roots[0]).toMatchObject({
      kind: 2,
      attributes: { request_id: 'the-request', 'http.response.status_code': 200 },
      resource: { 'service.name': 'shop' },
    });
    const walk = (name: string): string[] => {
      const path: string[] = [];
      for (let span = ours().find((one) => one.name === name); span; span = parentOf(span.parentId))
        path.unshift(span.name);
      return path;
    };
    const { host } = new URL(hook.url);
    expect(walk('Postgres')[0]).toBe('/v1/graphql');
    const names = ours().map(({ name }) => name);
    expect(names).toContain('query Twice');
    expect(names).toContain('Event trigger: made');
    const statement = ours().find(({ attributes }) =>
      String(attributes['db.query.text']).includes('INSERT INTO'),
    );
    expect(parentOf(statement?.parentId ?? '')?.name).toBe('mutation Make');
    // The webhook of the event belongs to the delivery, that to the statement's request.
    const event = hook.received.find(({ path }) => path === '/event');
    const delivered = event?.headers['traceparent']?.toString().split('-') ?? [];
    expect(delivered[1]).toBe(TRACE);
    const call = parentOf(delivered[2] ?? '');
    expect(call?.name).toBe(`POST ${host}`);
    expect(parentOf(call?.parentId ?? '')?.name).toBe('Event trigger: made');
    expect(event?.headers['x-b3-traceid']).toBe(TRACE);

    await collector.until(({ metrics, logs }) => metrics.size > 0 && logs.length > 0);
    expect([...collector.metrics]).toEqual(
      expect.arrayContaining(['hasura_graphql_requests_total', 'hasura_event_invocations_total']),
    );
    const line = collector.logs.find(
      ({ type, body }) => type === 'http-log' && body.includes('the-request'),
    );
    expect(line?.severity).toBe('info');
    expect(collector.headers.every((sent) => sent['x-key'] === 'secret')).toBe(true);
  });

  test('that cannot be honoured is listed, and nothing is sent', async ({ database }) => {
    await database.query(ITEM);
    const { engine } = await setUp(database.url);
    const set = (exporter_otlp: object, data_types = ['traces']) =>
      engine.metadata('set_opentelemetry_config', {
        status: 'enabled',
        data_types,
        exporter_otlp,
      });
    const refused = async (exporter: object, reason: string) =>
      expect((await set(exporter)).body.error).toContain(reason);
    await refused({}, 'Missing traces endpoint');
    await refused({ otlp_traces_endpoint: 'nowhere' }, 'Invalid traces endpoint');
    await refused({ otlp_traces_endpoint: 'http://a', protocol: 'grpc' }, 'grpc');
    const headers = [{ name: 'a', value_from_env: 'NOT_SET' }];
    await refused({ otlp_traces_endpoint: 'http://a', headers }, "'NOT_SET' not set");
    const { status } = await set({ otlp_traces_endpoint: 'http://127.0.0.1:1/v1/traces' });
    expect(status).toBe(200); // a collector that is away keeps nobody from anything
    expect((await engine.graphql('{ item { id } }')).body).toEqual({ data: { item: [] } });
  });
});

test('/v1/metrics tells Prometheus what happened, to whoever knows the secret', async ({
  database,
}) => {
  await database.query(ITEM);
  const { engine, hook } = await setUp(
    database.url,
    {},
    {
      HASURA_GRAPHQL_ENABLED_APIS: 'metadata,graphql,metrics',
      HASURA_GRAPHQL_METRICS_SECRET: 'metrics-secret',
    },
  );
  const read = (authorization: string) =>
    fetch(`${engine.url}/v1/metrics`, { headers: { authorization } });
  for (const wrong of ['', 'Bearer no', 'Basic metrics-secret'])
    expect((await read(wrong)).status, wrong).toBe(401);
  await engine.graphql(INSERT);
  await engine.graphql('{ nothing_like_it }');
  await engine.graphql('{ double(n: 2) { n } }');
  await hook.reach(2);
  const lines = async () => (await (await read('Bearer metrics-secret')).text()).split('\n');
  const done =
    'hasura_event_processed_total{status="success",trigger_name="made",source_name="default"} 1';
  while (!(await lines()).includes(done));
  const text = await lines();
  for (const line of [
    'hasura_graphql_requests_total{operation_type="mutation",response_status="success"} 1',
    'hasura_graphql_requests_total{operation_type="query",response_status="success"} 1',
    'hasura_graphql_requests_total{operation_type="unknown",response_status="failed"} 1',
    'hasura_graphql_execution_time_seconds_count{operation_type="mutation"} 1',
    'hasura_event_invocations_total{status="success",trigger_name="made",source_name="default"} 1',
    'hasura_event_webhook_processing_time_seconds_count{trigger_name="made",source_name="default"} 1',
    'hasura_action_response_bytes_total{action_name="double"} 8',
    'hasura_websocket_connections 0',
    'hasura_active_subscriptions{subscription_kind="live-query"} 0',
    'nordkapp_metadata_inconsistent_objects 0',
  ])
    expect(text).toContain(line);
  expect(
    text.some((line) => /^hasura_postgres_connections\{source_name="default"\} [1-9]/.test(line)),
  ).toBe(true);
});

test('/v1/metrics is not there unless it is asked for, and asks for the admin secret without one of its own', async ({
  database,
}) => {
  await database.query(ITEM);
  const { engine } = await setUp(database.url);
  expect((await fetch(`${engine.url}/v1/metrics`)).status).toBe(404);
  await engine.stop();
  closing.pop();
  const open = await startEngine({
    databaseUrl: database.url,
    env: { HOOK: 'http://x', HASURA_GRAPHQL_ENABLED_APIS: 'metrics' },
  });
  closing.push(() => open.stop());
  const secret = { 'x-hasura-admin-secret': open.adminSecret };
  expect((await fetch(`${open.url}/v1/metrics`)).status).toBe(401);
  expect((await fetch(`${open.url}/v1/metrics`, { headers: secret })).status).toBe(200);
});
