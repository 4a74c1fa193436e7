import { expect } from 'vitest';
import type { Database } from '../../../support/database.ts';
import type { Engine } from '../../../support/engine.ts';
import { eventually } from '../../../support/wait.ts';
import { holds, metadata, type Row } from '../exchange.ts';

/** The pages of actions, event triggers, cron triggers and scheduled events. */

const EVENT_PAGE = { limit: 10, offset: 0, get_rows_count: false };
const BY_CREATION = [{ column: 'created_at', type: 'asc', nulls: 'last' }];

const invoke = (engine: Engine) =>
  engine.metadata('pg_invoke_event_trigger', { name: 'et1', source: 'default', payload: { n: 1 } });
const schedule = (engine: Engine) =>
  engine.metadata('create_scheduled_event', {
    webhook: 'http://127.0.0.1:9',
    schedule_at: '2999-01-01T00:00:00Z',
    payload: { n: 1 },
    headers: [],
    comment: 'one',
  });
/** Until the delivery that nobody takes has failed. */
const untilTried = (database: Database) =>
  eventually(async () => {
    const { rows } = await database.query('SELECT FROM hdb_catalog.event_invocation_logs');
    expect(rows.length).toBeGreaterThan(0);
  });

const EVENT = {
  id: expect.any(String),
  schema_name: 'public',
  table_name: 'room',
  trigger_name: 'et1',
  payload: expect.any(Object),
  delivered: expect.any(Boolean),
  error: expect.any(Boolean),
  tries: expect.any(Number),
  created_at: expect.any(String),
  locked: null,
  next_retry_at: null,
  archived: false,
};

export const EVENT_ROWS: readonly Row[] = [
  {
    name: 'Actions: the preview of a transform',
    exchanges: [
      metadata(
        'test_webhook_transform',
        {
          webhook_url: 'http://host',
          body: { action: { name: 'book' }, input: { id: 1 } },
          env: {},
          session_variables: {},
          request_transform: {
            version: 2,
            template_engine: 'Kriti',
            method: 'PUT',
            url: '{{$base_url}}/rooms/{{$body.input.id}}',
            query_params: {},
            body: { action: 'transform', template: '{"id": {{$body.input.id}}}' },
          },
        },
        {
          webhook_url: 'http://host/rooms/1',
          method: 'PUT',
          headers: expect.any(Array),
          body: { id: 1 },
        },
      ),
    ],
  },
  {
    name: 'Events: triggers without any event',
    exchanges: [
      metadata(
        'get_cron_triggers',
        {},
        { cron_triggers: [holds({ name: 'ct1', schedule: '0 0 1 1 *' })] },
      ),
      metadata(
        'pg_get_event_logs',
        { status: 'pending', name: 'et1', source: 'default', limit: 10, offset: 0 },
        [],
      ),
      metadata(
        'pg_get_event_invocation_logs',
        { name: 'et1', source: 'default', limit: 10, offset: 0 },
        [],
      ),
      metadata(
        'get_scheduled_events',
        { type: 'one_off', status: ['scheduled'], order_by: BY_CREATION, ...EVENT_PAGE },
        { events: [] },
      ),
      metadata(
        'get_scheduled_event_invocations',
        { type: 'one_off', ...EVENT_PAGE },
        { invocations: [] },
      ),
    ],
  },
  {
    name: 'Events: an event trigger that was invoked',
    given: async (engine, database) => {
      await invoke(engine);
      await untilTried(database);
    },
    exchanges: [
      metadata(
        'pg_get_event_logs',
        { status: 'processed', name: 'et1', source: 'default', limit: 10, offset: 0 },
        [holds({ ...EVENT, tries: 1, error: true })],
      ),
      metadata(
        'pg_get_event_invocation_logs',
        { name: 'et1', source: 'default', limit: 10, offset: 0 },
        [
          holds({
            id: expect.any(String),
            event_id: expect.any(String),
            trigger_name: 'et1',
            request: holds({
              headers: expect.any(Array),
              payload: holds({ table: expect.any(Object) }),
            }),
            response: expect.any(Object),
            created_at: expect.any(String),
          }),
        ],
      ),
    ],
  },
  {
    name: 'Events: cron triggers and scheduled events',
    given: schedule,
    exchanges: [
      metadata(
        'get_scheduled_events',
        { type: 'one_off', status: ['scheduled'], order_by: BY_CREATION, ...EVENT_PAGE },
        {
          events: [
            holds({
              id: expect.any(String),
              webhook_conf: 'http://127.0.0.1:9',
              scheduled_time: expect.stringMatching(/^2999-01-01T00:00:00/),
              payload: { n: 1 },
              status: 'scheduled',
              tries: 0,
              created_at: expect.any(String),
              next_retry_at: null,
              comment: 'one',
            }),
          ],
        },
      ),
      metadata(
        'get_scheduled_events',
        { type: 'one_off', limit: 10, offset: 0, get_rows_count: true },
        { count: 1, events: [expect.any(Object)] },
      ),
      metadata(
        'get_scheduled_events',
        { type: 'cron', trigger_name: 'ct1', status: ['scheduled'], ...EVENT_PAGE },
        {
          events: expect.arrayContaining([
            holds({ trigger_name: 'ct1', status: 'scheduled', tries: 0 }),
          ]),
        },
      ),
      metadata(
        'get_scheduled_event_invocations',
        { type: 'cron', trigger_name: 'ct1', ...EVENT_PAGE },
        { invocations: [] },
      ),
    ],
  },
];
