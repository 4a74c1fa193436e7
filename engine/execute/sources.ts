import { EngineError } from '../base/error.ts';
import type { Pool } from '../pg/pool.ts';
import type { Header } from '../webhook/request.ts';
import type { ActionRuntime } from './action-webhook.ts';
import type { RemoteRuntime } from './remote-schema.ts';

/** Where the statements and webhooks of an operation go. */
export interface Sources {
  pool(source: string): Pool;
  /** What calls the webhooks of actions; absent where there are none. */
  readonly actions?: ActionRuntime;
  /** What calls remote schemas; absent where there are none. */
  readonly remotes?: RemoteRuntime;
  /**
   * JSON of the trace that a write to the source belongs to, for its event triggers; null where nobody will read it.
   * `headers`: the client's.
   */
  traceContext?(source: string, headers: readonly Header[]): string | null;
  /** Told when a mutation of the source was committed. */
  onCommit?(source: string): void;
}

export function remotesOf({ remotes }: Sources): RemoteRuntime {
  if (!remotes) throw new EngineError('unexpected', 'remote schemas are not available here');
  return remotes;
}
