import { EngineError } from '../base/error.ts';
import type { Catalog } from '../catalog/model.ts';
import type { NativeQuery, Source } from '../metadata/model.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import { sorted } from '../metadata/print.ts';
import { PgError } from '../pg/error.ts';
import type { Pool } from '../pg/pool.ts';
import { ident, join, render, sql, trustedSql, typeName } from '../pg/sql.ts';
import type { Inconsistency } from '../schema/model.ts';
import { isNested, piecesOf } from '../schema/native-query.ts';
import { toSqlError } from './sql-error.ts';

/** What a native query is tried on; undefined where it cannot be tried now. */
export type TryOn = (
  source: string,
) => { readonly pool: Pool; readonly catalog: Catalog } | undefined;

interface Verdict {
  /** The catalog that it was found with: after a change of tables it is found anew. */
  readonly catalog: Catalog;
  readonly error: EngineError | null;
}

/**
 * Native queries are tried before they are served: Postgres prepares each, with the columns of its logical model picked
 * from it, and runs none.
 */
export class NativeQueries {
  readonly #isDisabled: boolean;
  /** By source, text and model. */
  #verdicts = new Map<string, Verdict>();

  constructor({ isDisabled }: { readonly isDisabled: boolean }) {
    this.#isDisabled = isDisabled;
  }

  async check(sources: readonly Source[], tryOn: TryOn): Promise<readonly Inconsistency[]> {
    if (this.#isDisabled) return [];
    const kept = new Map<string, Verdict>();
    const found: Inconsistency[] = [];
    for (const source of sources)
      for (const query of source.native_queries) {
        const text = preparation(query, source);
        if (text === null) continue;
        const key = JSON.stringify([source.name, text]);
        const verdict = await this.#judge(key, text, tryOn(source.name));
        if (verdict) kept.set(key, verdict);
        if (verdict?.error) found.push(complaint(source.name, query, verdict.error));
      }
    this.#verdicts = kept;
    return found;
  }

  async #judge(key: string, text: string, on: ReturnType<TryOn>): Promise<Verdict | undefined> {
    const known = this.#verdicts.get(key);
    if (on === undefined || known?.catalog === on.catalog) return known;
    return { catalog: on.catalog, error: await prepare(text, on.pool) };
  }
}

const NAME = '_nordkapp_native_query';

/** What `typeName` takes: the name of a type, and no SQL around it. */
const TYPE_NAME = /^[\w"., [\]()-]+$/;

/** Null where metadata alone says that it cannot be served, which schema/ tells. */
function preparation(query: NativeQuery, source: Source): string | null {
  const model = source.logical_models.find(({ name }) => name === query.returns);
  if (!model || model.fields.every(({ type }) => isNested(type))) return null;
  const args = Object.entries(query.arguments);
  const numbers = new Map(args.map(([name], i) => [name, `$${i + 1}`]));
  const pieces = piecesOf(query.code).map((piece) =>
    piece.kind === 'text' ? piece.text : numbers.get(piece.name),
  );
  const isTyped = args.every(([, { type }]) => TYPE_NAME.test(type));
  if (pieces.includes(undefined) || !isTyped) return null;
  // Fields that are rows of another query are no columns of this one.
  const own = model.fields.filter(({ type }) => !isNested(type));
  const columns = join(
    own.map(({ name }) => sql`${ident('q', name)}`),
    sql`, `,
  );
  const types = join(
    args.map(([, { type }]) => typeName(type)),
    sql`, `,
  );
  const head = args.length === 0 ? sql`` : sql` (${types})`;
  return render(
    sql`PREPARE ${ident(NAME)}${head} AS SELECT ${columns} FROM (${trustedSql(pieces.join(''))}
) AS ${ident('q')}`,
  ).text;
}

/** Null where Postgres takes it. */
async function prepare(text: string, pool: Pool): Promise<EngineError | null> {
  try {
    await pool.simple(`${text}; DEALLOCATE ${NAME}`);
    return null;
  } catch (error) {
    if (!(error instanceof PgError)) throw error;
    const { details } = toSqlError(error, text);
    return new EngineError('validation-failed', 'Failed to validate query', [], 400, details);
  }
}

function complaint(source: string, query: NativeQuery, error: EngineError): Inconsistency {
  const object: MetadataObject = { kind: 'native_query', source, name: query.root_field_name };
  return {
    type: object.kind,
    name: printObject(object),
    definition: sorted(query),
    reason: `Inconsistent object: ${error.message}`,
    message: error.details.internal,
    cause: error,
    object,
  };
}
