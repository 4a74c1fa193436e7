import { EngineError } from '../base/error.ts';
import type { LogicalModel, NativeQuery } from '../metadata/model.ts';
import type {
  TrackedNativeQuery,
  TrackedQueryRelationship,
  TrackedSource,
  TrackedTable,
} from './tracked.ts';

/**
 * Relationships between native queries. They are fields of the logical model that a query returns: its type is one,
 * whichever query has rows of it. The result holds those that are known of the model already.
 */
export function relationshipsOf(
  metadata: NativeQuery,
  { model }: TrackedNativeQuery,
  source: TrackedSource,
  queries: ReadonlyMap<string, TrackedNativeQuery>,
  known: readonly TrackedQueryRelationship[],
): readonly TrackedQueryRelationship[] {
  const fields =
    source.metadata.logical_models.find(({ name }) => name === metadata.returns)?.fields ?? [];
  const made = [
    ...metadata.object_relationships.map((each) => resolve('object', each, model, fields, queries)),
    ...metadata.array_relationships.map((each) => resolve('array', each, model, fields, queries)),
  ];
  const fresh = made.filter((relationship) => {
    const other = known.find(({ name }) => name === relationship.name);
    if (other && !isSame(other, relationship))
      throw new EngineError(
        'already-exists',
        `the logical model "${metadata.returns}" has another relationship "${relationship.name}" already`,
      );
    return other === undefined;
  });
  return [...known, ...fresh];
}

type Relationship = NativeQuery['object_relationships'][number];

function resolve(
  kind: 'object' | 'array',
  { name, using }: Relationship,
  { columns }: TrackedTable,
  fields: LogicalModel['fields'],
  queries: ReadonlyMap<string, TrackedNativeQuery>,
): TrackedQueryRelationship {
  const query = queries.get(using.remote_native_query);
  if (!query)
    throw new EngineError(
      'not-found',
      `The native query ${using.remote_native_query} could not be found`,
    );
  const on = new Map(Object.entries(using.column_mapping));
  for (const [ours, theirs] of on) {
    requireColumn(ours, columns);
    requireColumn(theirs, query.model.columns);
  }
  if (columns.has(name))
    throw new EngineError('already-exists', `field definition conflicts with column "${name}"`);
  const listed = fields.find((field) => field.name === name);
  const isNullable = listed?.type.nullable ?? kind === 'object';
  return { name, kind, query, on, isNullable, isListed: listed !== undefined };
}

function requireColumn(name: string, columns: TrackedTable['columns']): void {
  if (!columns.has(name)) throw new EngineError('not-exists', `column "${name}" does not exist`);
}

const isSame = (a: TrackedQueryRelationship, b: TrackedQueryRelationship): boolean =>
  a.kind === b.kind &&
  a.query === b.query &&
  JSON.stringify([...a.on]) === JSON.stringify([...b.on]);
