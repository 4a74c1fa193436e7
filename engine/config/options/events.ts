import { option, toggle, variable } from '../option.ts';
import { number } from '../value.ts';

/** Event triggers, scheduled events and asynchronous actions. */

export const eventOptions = {
  eventsHttpPoolSize: option(
    'events-http-pool-size',
    number(100, { min: 1 }),
    'webhooks of events called at once',
  ),
  eventsFetchIntervalMs: option(
    'events-fetch-interval',
    number(1000),
    'milliseconds between looks into an empty event log',
  ),
  eventsFetchBatchSize: option(
    'events-fetch-batch-size',
    number(100),
    'events taken at once; 0 delivers none',
  ),
  asyncActionsFetchIntervalMs: option(
    'async-actions-fetch-interval',
    number(1000),
    'milliseconds between looks for asynchronous actions; 0 runs none',
  ),
  asyncActionsFetchBatchSize: option(
    'async-actions-fetch-batch-size',
    number(10, { min: 1 }),
    'asynchronous actions taken at once',
  ),
  triggersErrorLogLevel: toggle(
    'enable-triggers-error-log-level',
    false,
    'log failed deliveries as errors',
    { env: [variable('enable-triggers-error-log-level'), variable('triggers-error-log-level')] },
  ),
};
