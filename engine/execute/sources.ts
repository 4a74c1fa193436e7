import type { Pool } from '../pg/pool.ts';
import type { ActionRuntime } from './action-webhook.ts';

/** Where the statements and webhooks of an operation go. */
export interface Sources {
  pool(source: string): Pool;
  /** What calls the webhooks of actions; absent where there are none. */
  readonly actions?: ActionRuntime;
  /** Told when a mutation of the source was committed. */
  onCommit?(source: string): void;
}
