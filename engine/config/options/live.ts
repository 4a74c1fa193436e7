import { option, toggle, variable } from '../option.ts';
import { number, oneOf } from '../value.ts';

/** Subscriptions and the sockets that carry them. */

export const liveOptions = {
  liveRefetchMs: option(
    'live-queries-multiplexed-refetch-interval',
    number(1000, { min: 1 }),
    'milliseconds between runs of a live query',
  ),
  liveBatchSize: option(
    'live-queries-multiplexed-batch-size',
    number(100, { min: 1 }),
    'cohorts per multiplexed query',
  ),
  liveWake: option(
    'live-queries-wake',
    oneOf(['poll', 'logical'], 'poll'),
    'what makes a live query run again: the clock, or a change of its tables (wal_level = logical)',
  ),
  streamRefetchMs: option(
    'streaming-queries-multiplexed-refetch-interval',
    number(1000, { min: 1 }),
    'milliseconds between runs of a streaming subscription',
  ),
  streamBatchSize: option(
    'streaming-queries-multiplexed-batch-size',
    number(100, { min: 1 }),
    'cohorts per multiplexed query of streams',
  ),
  websocketKeepaliveSeconds: option(
    'websocket-keepalive',
    number(5, { min: 1 }),
    'seconds between keep-alive messages',
  ),
  websocketInitTimeoutSeconds: option(
    'websocket-connection-init-timeout',
    number(3, { min: 1 }),
    'seconds to wait for connection_init',
  ),
  closeWebsocketsOnMetadataChange: toggle(
    'disable-close-websockets-on-metadata-change',
    true,
    'keep WebSockets open when metadata changes',
    { env: [variable('close-websockets-on-metadata-change')], isInverseFlag: true },
  ),
};
