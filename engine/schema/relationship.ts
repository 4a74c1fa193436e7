import { EngineError } from '../base/error.ts';
import { type ForeignKey, keyOf, type Table, type TableName } from '../catalog/model.ts';
import type { JoinColumns } from '../ir/bool-exp.ts';
import type { ArrayRelationship, ObjectRelationship } from '../metadata/model.ts';
import type { Draft } from './draft.ts';
import { type Complaints, orComplain } from './inconsistency.ts';
import { isGraphqlName, qualified } from './naming.ts';
import type { TrackedRelationship, TrackedTable } from './tracked.ts';

/** Relationships of a table: by its foreign keys, by those that point at it, or by hand. */
export function trackRelationships(draft: Draft, complaints: Complaints): void {
  for (const relationship of draft.metadata.object_relationships)
    track(draft, 'object', relationship, complaints);
  for (const relationship of draft.metadata.array_relationships)
    track(draft, 'array', relationship, complaints);
}

function track(
  draft: Draft,
  kind: 'object' | 'array',
  metadata: ObjectRelationship | ArrayRelationship,
  complaints: Complaints,
): void {
  const { source, table } = draft;
  const { name, using, comment } = metadata;
  const definition = {
    using,
    name,
    source: source.name,
    comment: comment ?? null,
    table: table.name,
  };
  const object = {
    kind: `${kind}_relation`,
    source: source.name,
    table: table.name,
    name,
  } as const;
  const found = orComplain(complaints, object, definition, '', () => {
    refuseUnspeakable(name);
    refuseConflict(draft, name);
    const resolved = resolve(draft, kind, metadata);
    if (!source.tables.has(keyOf(resolved.target)))
      throw new EngineError('not-exists', `table "${qualified(resolved.target)}" is not tracked`);
    return resolved;
  });
  if (found !== null) draft.relationships.set(name, found);
}

/** Relationships and computed fields have no other name in GraphQL than their own. */
export function refuseUnspeakable(name: string): void {
  if (!isGraphqlName(name))
    throw new EngineError(
      'validation-failed',
      `cannot include "${name}" in the GraphQL schema because  it is not a valid GraphQL identifier`,
    );
}

/** A field may not be named as a column is, nor as another relationship or computed field. */
export function refuseConflict(
  { columns, relationships, computedFields }: TrackedTable,
  name: string,
): void {
  for (const { field, column } of columns.values()) {
    if (field !== name) continue;
    throw new EngineError(
      'already-exists',
      field === column.name
        ? 'field definition conflicts with postgres column'
        : `field definition conflicts with custom field name for postgres column "${column.name}"`,
    );
  }
  if (relationships.has(name) || computedFields.has(name))
    throw new EngineError('already-exists', `multiple definitions in metadata`);
}

function resolve(
  draft: Draft,
  kind: 'object' | 'array',
  { name, using, comment }: ObjectRelationship | ArrayRelationship,
): TrackedRelationship {
  const shared = { name, kind, description: comment ?? null };
  const manual = using.manual_configuration;
  if (manual !== undefined) {
    const on: JoinColumns = new Map(Object.entries(manual.column_mapping));
    refuseUnknownColumns(draft.table, [...on.keys()]);
    const target = draft.source.catalog.tables.get(keyOf(manual.remote_table));
    if (target !== undefined) refuseUnknownColumns(target, [...on.values()]);
    const insertion =
      manual.insertion_order === 'after_parent' ||
      (kind === 'array' && manual.insertion_order === undefined)
        ? 'after-parent'
        : 'before-parent';
    return { ...shared, target: manual.remote_table, on, insertion, isNullable: true };
  }
  const key = using.foreign_key_constraint_on;
  if (key === undefined) throw new EngineError('not-exists', 'the relationship has no definition');
  // Of a key the original says where it is missing; of tables and columns it finds out later, by what needs what.
  const context = `in table "${draft.label}": in relationship "${name}": `;
  return { ...shared, ...throughKey(draft, kind, key, context) };
}

type KeyUsed = NonNullable<ObjectRelationship['using']['foreign_key_constraint_on']>;

function throughKey(
  { table, source }: Draft,
  kind: 'object' | 'array',
  key: KeyUsed,
  context: string,
): Pick<TrackedRelationship, 'target' | 'on' | 'insertion' | 'isNullable'> {
  if (key.table === undefined) {
    const { target, columns } = foreignKeyOn(table, key.columns, null, context);
    const isNullable = [...columns.keys()].some(
      (ours) => table.columns.get(ours)?.isNullable !== false,
    );
    return { target, on: columns, insertion: 'before-parent', isNullable };
  }
  const remote = source.catalog.tables.get(keyOf(key.table));
  if (remote === undefined || !source.tables.has(keyOf(key.table)))
    throw new EngineError(
      'not-found',
      `${context}table "${qualified(key.table)}" does not exist in source: ${source.name}`,
    );
  const { columns } = foreignKeyOn(remote, key.columns, table.name, context);
  const on = new Map([...columns].map(([theirs, ours]) => [ours, theirs]));
  return { target: key.table, on, insertion: 'after-parent', isNullable: kind === 'object' };
}

function foreignKeyOn(
  table: Table,
  columns: readonly string[],
  target: TableName | null,
  context: string,
): ForeignKey {
  const found = table.foreignKeys.filter(
    (key) =>
      key.columns.size === columns.length &&
      columns.every((column) => key.columns.has(column)) &&
      (target === null || keyOf(key.target) === keyOf(target)),
  );
  const [only, ...others] = found;
  if (only === undefined) {
    throw new EngineError(
      'constraint-error',
      `${context}no foreign constraint exists on the given column(s)`,
    );
  }
  if (others.length > 0)
    throw new EngineError(
      'constraint-error',
      `${context}more than one foreign key constraint exists on the given column(s)`,
    );
  return only;
}

function refuseUnknownColumns(table: Table, columns: readonly string[]): void {
  for (const column of columns)
    if (!table.columns.has(column))
      throw new EngineError(
        'not-exists',
        `table "${qualified(table.name)}" has no field named "${column}"`,
      );
}
