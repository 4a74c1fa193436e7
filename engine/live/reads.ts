/** Which tables a query reads, found in its IR: a change of any other cannot change its answer. */
import type { TableName } from '../catalog/model.ts';
import type { Root } from '../plan/model.ts';

export type ReadTables = readonly TableName[];

/**
 * Every table in the IR of the roots; null where rows come out of a function or a native query, whose reading only
 * Postgres knows. Walks all of it, whatever the node: a kind of node that is new must not be overlooked.
 */
export function tablesOf(roots: readonly Root[]): ReadTables | null {
  const tables = new Map<string, TableName>();
  let isOpaque = false;
  const walk = (node: unknown): void => {
    if (isOpaque || typeof node !== 'object' || node === null) return;
    if (Array.isArray(node) || node instanceof Map || node instanceof Set) {
      for (const item of node.values()) walk(item);
      return;
    }
    if (isTableName(node)) {
      tables.set(JSON.stringify([node.schema, node.name]), node);
      return;
    }
    isOpaque = 'call' in node || ('kind' in node && node.kind === 'native-query');
    for (const value of Object.values(node)) walk(value);
  };
  walk(roots);
  return isOpaque ? null : [...tables.values()];
}

const isTableName = (node: unknown): node is TableName =>
  typeof node === 'object' &&
  node !== null &&
  'schema' in node &&
  'name' in node &&
  typeof node.schema === 'string' &&
  typeof node.name === 'string';
