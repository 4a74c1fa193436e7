import type { TableName } from '../catalog/model.ts';

/** Tells which tables were changed by transactions that are committed now. */
export interface ChangeFeed {
  /** `onChange` is also called when telling begins or ends: what happened in between nobody knows. */
  watch(tables: readonly TableName[], onChange: () => void): Watch;
}

export interface Watch {
  /** While false nothing is told, and whoever wants to know has to look. */
  isAlive(): boolean;
  stop(): void;
}
