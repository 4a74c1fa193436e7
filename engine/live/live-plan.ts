/** A subscription's root fields → what a poller needs: one multiplexed statement, and how its cells become an answer. */
import { EngineError, unreachable } from '../base/error.ts';
import { joinPieces } from '../base/pieces.ts';
import { type Multiplexed, type MultiplexedQuery, multiplex } from '../compile/multiplex.ts';
import { queryRootToSql, streamToSql } from '../compile/select.ts';
import type { Param } from '../pg/sql.ts';
import type { Root } from '../plan/model.ts';
import { type ReadTables, tablesOf } from './reads.ts';

export interface LivePlan {
  /** Equal for plans that may share a poller. */
  readonly key: string;
  /** A stream sends what is new and moves on; a live query sends the whole answer when it has changed. */
  readonly kind: 'live' | 'stream';
  readonly source: string;
  readonly text: string;
  readonly params: readonly Param[];
  readonly reads: readonly string[];
  /** The body of an answer: bytes, and the numbers of the cells between them. */
  readonly pieces: readonly (Buffer | number)[];
  /** Of a stream: the columns of its cursor, and where it begins. */
  readonly cursor: readonly { readonly column: string; readonly initial: Param | null }[];
  /** Null where the tables that are read cannot be told from the query. */
  readonly tables: ReadTables | null;
}

export function prepareLive(roots: readonly Root[]): LivePlan {
  // Several fields are welcome, which Hasura refuses; two namespaces are refused here too, in its words.
  if (roots.length > 1 && roots.some(({ kind }) => kind === 'namespace'))
    throw new EngineError('validation-failed', 'subscriptions must select one top level field');
  const layout = layOut(roots);
  const [source] = layout.sources;
  if (source === undefined)
    throw new EngineError('not-supported', 'a subscription needs a field that reads from a source');
  if (layout.sources.size > 1)
    throw new EngineError(
      'not-supported',
      'the fields of a subscription must be of one source; subscribe to each source on its own',
    );
  const stream = leavesOf(roots).find((root) => root.kind === 'stream');
  if (stream !== undefined && layout.queries.length > 1)
    throw new EngineError(
      'not-supported',
      'a streaming subscription must be the only field of its operation',
    );
  const statement = multiplex(layout.queries);
  return {
    key: keyOf(source, layout, statement),
    kind: stream === undefined ? 'live' : 'stream',
    source,
    ...statement,
    pieces: layout.pieces,
    cursor: stream?.stream.cursor ?? [],
    tables: tablesOf(roots),
  };
}

/**
 * The text says all that a role may see, and whose rows they are is in the parameters: so roles may share a poller.
 * The keys of the answer are not in the text, nor which parameters are a cursor.
 */
function keyOf(source: string, { pieces }: Layout, { text, params }: Multiplexed): string {
  const cursors = params.map(({ from }) => (from === 'cursor' ? 1 : 0));
  return [source, text, ...pieces, ...cursors].join('\0');
}

const leavesOf = (roots: readonly Root[]): readonly Root[] =>
  roots.flatMap((root) => (root.kind === 'namespace' ? leavesOf(root.roots) : [root]));

interface Layout {
  readonly sources: ReadonlySet<string>;
  readonly queries: readonly MultiplexedQuery[];
  readonly pieces: readonly (Buffer | number)[];
}

function layOut(roots: readonly Root[]): Layout {
  const sources = new Set<string>();
  const queries: MultiplexedQuery[] = [];
  const pieces: (Buffer | number)[] = [];
  let cells = 0;
  let text = '{"data":';
  const cell = (source: string, query: MultiplexedQuery): void => {
    pieces.push(Buffer.from(text), cells);
    text = '';
    cells += query.columns.length;
    sources.add(source);
    queries.push(query);
  };
  const object = (fields: readonly Root[]): void => {
    text += '{';
    for (const [i, root] of fields.entries()) {
      text += `${i === 0 ? '' : ','}${JSON.stringify(root.alias)}:`;
      value(root);
    }
    text += '}';
  };
  const value = (root: Root): void => {
    switch (root.kind) {
      case 'typename':
        text += JSON.stringify(root.name);
        return;
      case 'static':
        text += root.json;
        return;
      case 'introspection':
        text += String(joinPieces(root.print()));
        return;
      case 'namespace':
        object(root.roots);
        return;
      case 'list':
        throw new EngineError('not-supported', 'entities cannot be subscribed to');
      case 'query':
        cell(root.source, { query: queryRootToSql(root.query), columns: ['root'] });
        return;
      case 'stream': {
        const columns = root.stream.cursor.map(({ column }) => column);
        const query = streamToSql(root.stream.select, columns);
        cell(root.source, { query, columns: ['root', 'cursor'] });
        return;
      }
      case 'mutation':
        throw new EngineError('unexpected', 'a subscription cannot write');
      case 'remote':
        throw new EngineError('not-supported', 'subscription to remote server is not supported');
      case 'action':
      case 'action-start':
      case 'action-result':
        throw new EngineError(
          'not-supported',
          'a subscription asks either for the results of actions or for rows',
        );
      default:
        unreachable(root);
    }
  };
  object(roots);
  pieces.push(Buffer.from(`${text}}`));
  return { sources, queries, pieces };
}
