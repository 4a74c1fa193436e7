/** Deliveries, counted and measured. */
import type { DeliveryObserver, EventName } from '../events/observer.ts';
import type { Metrics } from './metrics.ts';

export function watchDeliveries(metrics: () => Metrics | null): DeliveryObserver {
  const labels = ({ source, trigger }: EventName) => ({
    trigger_name: trigger,
    source_name: source,
  });
  const status = (isSuccess: boolean) => ({ status: isSuccess ? 'success' : 'failed' });
  return {
    fetched(count, seconds) {
      metrics()?.fetched.set(count);
      metrics()?.fetchSeconds.observe(seconds);
    },
    attempted(event, isSuccess, queuedSeconds, seconds) {
      metrics()?.eventInvocations.inc({ ...status(isSuccess), ...labels(event) });
      metrics()?.eventQueueSeconds.observe(labels(event), queuedSeconds);
      metrics()?.eventWebhookSeconds.observe(labels(event), seconds);
    },
    finished(event, isSuccess, seconds) {
      metrics()?.eventsProcessed.inc({ ...status(isSuccess), ...labels(event) });
      metrics()?.eventSeconds.observe(labels(event), seconds);
    },
    scheduledAttempted(kind, isSuccess) {
      const now = metrics();
      (kind === 'cron' ? now?.cronInvocations : now?.oneOffInvocations)?.inc(status(isSuccess));
    },
    scheduledFinished(kind, isSuccess) {
      const now = metrics();
      (kind === 'cron' ? now?.cronProcessed : now?.oneOffProcessed)?.inc(status(isSuccess));
    },
  };
}
