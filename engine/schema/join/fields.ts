/** Joins → fields of one role's types. */
import { aggregateType } from '../aggregate.ts';
import type { FieldDef, JoinKey, RoleJoin } from '../model.ts';
import { field } from '../registry.ts';
import { rowsOf, rowType } from '../row.ts';
import { selectArgs } from '../select-args.ts';
import { nonNull } from '../type-ref.ts';
import type { Builder, JoinFields, View } from '../view.ts';
import { typesOf } from './track-joins.ts';
import type { JoinTarget, TrackedJoin } from './tracked.ts';

/** Only what may be seen on both sides is joined. */
export const joinFields: JoinFields = (joins, isVisible, builder) =>
  joins.flatMap((join) => {
    const visible = [...join.fields.values()].every(({ key }) => isVisible(key));
    return visible ? fieldsOf(join, builder) : [];
  });

function fieldsOf({ name, fields, target }: TrackedJoin, builder: Builder): readonly FieldDef[] {
  const key = new Map([...fields].map(([field, left]) => [field, left.key]));
  if (target.kind === 'source') return sourceFields(name, key, target, builder);
  // The original has none in Relay's schema: its types would be in conflict with those of the remote.
  const remote = builder.isRelay ? null : builder.remote(target.remote);
  const { call, suffix } = target;
  const made = remote?.joinField(name, key, { call, left: typesOf(fields), suffix });
  return made ? [made] : [];
}

type SourceTarget = Extract<JoinTarget, { kind: 'source' }>;

function sourceFields(
  name: string,
  key: ReadonlyMap<string, JoinKey>,
  { source, table, shape, on }: SourceTarget,
  builder: Builder,
): readonly FieldDef[] {
  const view = builder.view(source, table);
  return view?.select && view.tracked.isExposed ? joinedRows(name, key, shape, on, view) : [];
}

/** Rows of a table of some source, and their aggregate. */
export function joinedRows(
  name: string,
  key: RoleJoin['key'],
  shape: 'object' | 'array',
  on: SourceTarget['on'],
  view: View,
): readonly FieldDef[] {
  const join = (as: 'object' | 'array' | 'array-aggregate'): FieldDef['means'] => ({
    kind: 'join',
    join: { key, target: { kind: 'source', shape: as, table: view, on } },
  });
  if (shape === 'object') return [field(name, rowType(view), join('object'))];
  const rows = field(name, rowsOf(view), join('array'), { args: () => selectArgs(view) });
  if (!view.select?.allowAggregations) return [rows];
  const aggregate = field(
    view.naming.field(`${name}_aggregate`),
    nonNull(aggregateType(view, rowType(view))),
    join('array-aggregate'),
    { args: () => selectArgs(view) },
  );
  return [rows, aggregate];
}
