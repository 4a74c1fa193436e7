import type { TableName } from '../catalog/model.ts';

/** Tells which tables were changed by transactions that are committed now. */
export interface ChangeFeed {
  /** While false nothing is told, and whoever wants to know has to look. */
  isAlive(): boolean;
  /** `onChange` is also called when the feed comes alive or dies: what happened in between nobody knows. */
  watch(tables: readonly TableName[], onChange: () => void): () => void;
}

export const NO_FEED: ChangeFeed = {
  isAlive: () => false,
  watch: () => () => undefined,
};
