/** Runs one query of the older language: `{ type: "select", args: { … } }`. */
import { at, EngineError } from '../base/error.ts';
import { keyOf, type TableName } from '../catalog/model.ts';
import { compileMutation, runMutation } from '../execute/mutation.ts';
import { type Json, prepareQuery, type Queryable, runQuery } from '../execute/query.ts';
import { settingsOf } from '../execute/settings.ts';
import type { Mutation } from '../ir/mutation.ts';
import type { QueryRoot } from '../ir/select.ts';
import { read } from '../metadata/read.ts';
import { countArgs, deleteArgs, insertArgs, selectArgs, updateArgs } from '../plan/rql-model.ts';
import { planRqlDelete, planRqlInsert, planRqlUpdate } from '../plan/rql-mutation.ts';
import { planRqlCount, planRqlSelect } from '../plan/rql-select.ts';
import type { TrackedTable } from '../schema/tracked.ts';
import type { Session } from '../session/model.ts';
import type { Engine } from './run.ts';

export const RQL_TYPES = ['select', 'insert', 'update', 'delete', 'count'] as const;
export type RqlType = (typeof RQL_TYPES)[number];

export interface RqlQuery {
  readonly type: RqlType;
  readonly args: unknown;
}

/** The answer as JSON. */
export async function runRql(
  { type, args }: RqlQuery,
  session: Session,
  engine: Engine,
): Promise<Json> {
  const planned = plan(type, args, session.role, engine);
  const bindings = { session, variables: {}, missing: missingHeader };
  if (planned.kind !== 'mutation') {
    const pool = engine.pool(planned.source);
    const db: Queryable = { query: (text, params, options) => pool.read(text, params, options) };
    const prepared = prepareQuery(planned.source, planned.root);
    const json = await inArgs(() => runQuery(prepared, bindings, db));
    return planned.kind === 'count' ? countOf(json) : json;
  }
  const program = compileMutation(planned.mutation);
  const answer = await engine.pool(planned.source).transaction(async (tx) => {
    const settings = settingsOf(planned.source, bindings, engine);
    await tx.query(settings.text, settings.params);
    return (await inArgs(() => runMutation(program, bindings, tx))) ?? 'null';
  });
  engine.onCommit?.(planned.source);
  return answer;
}

/** Told as of the time when session variables were headers and nothing else. */
const missingHeader = (variable: string): EngineError =>
  new EngineError('not-found', `"${variable}" header is expected but not found`, [], 400);

/** The older language knows `{ count }`, without the aggregate around it. */
const countOf = (json: Json): string =>
  JSON.stringify((JSON.parse(String(json)) as { readonly aggregate: unknown }).aggregate);

async function inArgs<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof EngineError ? error.below('args') : error;
  }
}

type Planned =
  | { readonly kind: 'query'; readonly source: string; readonly root: QueryRoot }
  | { readonly kind: 'count'; readonly source: string; readonly root: QueryRoot }
  | { readonly kind: 'mutation'; readonly source: string; readonly mutation: Mutation };

function plan(type: RqlType, given: unknown, role: string, engine: Engine): Planned {
  const found = ({ source, table }: { source: string; table: TableName }): TrackedTable =>
    at('table', () => {
      const tracked = engine.cache().sources.get(source)?.tables.get(keyOf(table));
      if (!tracked) throw new EngineError('not-exists', `table "${table.name}" does not exist`);
      return tracked;
    });
  switch (type) {
    case 'select': {
      const args = read(selectArgs, given);
      const select = at('args', () => planRqlSelect(args, found(args), role));
      return { kind: 'query', source: args.source, root: { kind: 'many', select } };
    }
    case 'count': {
      const args = read(countArgs, given);
      const select = at('args', () => planRqlCount(args, found(args), role));
      return { kind: 'count', source: args.source, root: { kind: 'aggregate', select } };
    }
    case 'insert': {
      const args = read(insertArgs, given);
      return {
        kind: 'mutation',
        source: args.source,
        mutation: at('args', () => planRqlInsert(args, written(found(args), 'insert', role), role)),
      };
    }
    case 'update': {
      const args = read(updateArgs, given);
      return {
        kind: 'mutation',
        source: args.source,
        mutation: at('args', () => planRqlUpdate(args, written(found(args), 'update', role), role)),
      };
    }
    case 'delete': {
      const args = read(deleteArgs, given);
      return {
        kind: 'mutation',
        source: args.source,
        mutation: at('args', () => planRqlDelete(args, written(found(args), 'delete', role), role)),
      };
    }
  }
}

/** Webhooks that validate input are called for GraphQL alone; what they might refuse must not come in by this door. */
function written(
  table: TrackedTable,
  verb: 'insert' | 'update' | 'delete',
  role: string,
): TrackedTable {
  if (role === 'admin' || !table.permissions.get(role)?.[verb]?.validateInput) return table;
  throw new EngineError(
    'not-supported',
    `what role "${role}" writes to "${table.label}" is validated by a webhook, which this API does not call`,
  );
}
