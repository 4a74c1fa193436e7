/** Who watches deliveries: for metrics. */
import type { ScheduledKind } from './statements/scheduled.ts';

export interface EventName {
  readonly source: string;
  readonly trigger: string;
}

export interface DeliveryObserver {
  fetched(count: number, seconds: number): void;
  /** `queuedSeconds`: since the event was written, or due again. */
  attempted(event: EventName, isSuccess: boolean, queuedSeconds: number, seconds: number): void;
  /** It was delivered or given up. `seconds`: since it was fetched. */
  finished(event: EventName, isSuccess: boolean, seconds: number): void;
  scheduledAttempted(kind: ScheduledKind, isSuccess: boolean): void;
  scheduledFinished(kind: ScheduledKind, isSuccess: boolean): void;
}
