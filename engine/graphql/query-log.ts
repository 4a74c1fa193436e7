import type { Log } from '../base/log.ts';
import type { PreparedRoot } from '../execute/prepare.ts';
import type { GraphqlRequest } from './parse.ts';
import type { Prepared } from './plan-cache.ts';

/** A line of the type query-log for each root field, in the original's words: what was asked, and the SQL it became. */
export function writeQueryLog(
  log: Log,
  { operation }: Prepared,
  { query, variables, operationName }: GraphqlRequest,
  requestId: string,
): void {
  if (!log.isEnabled('query-log', 'info')) return;
  const asked = { query, variables, ...(operationName === null ? {} : { operationName }) };
  for (const root of leavesOf(operation.roots))
    log.write('query-log', 'info', {
      kind: KIND[root.kind],
      request_id: requestId,
      query: asked,
      generated_sql: operation.live === null ? sqlOf(root) : { [root.alias]: operation.live.text },
    });
}

const leavesOf = (roots: readonly PreparedRoot[]): readonly PreparedRoot[] =>
  roots.flatMap((root) => ('roots' in root ? leavesOf(root.roots) : [root]));

const KIND: Record<PreparedRoot['kind'], string> = {
  json: 'introspection',
  introspection: 'introspection',
  query: 'database',
  mutation: 'database',
  stream: 'database',
  namespace: 'database',
  list: 'database',
  action: 'action',
  remote: 'remote-schema',
};

/** Values are left out: they are the request's own, and stand in its variables. */
const sqlOf = (root: PreparedRoot): Record<string, unknown> | null =>
  root.kind === 'query'
    ? { [root.alias]: { query: root.query.statement.text, prepared_arguments: [] } }
    : null;
