/** A field that leads out of its source or remote schema → the key that it is asked for with, and what is asked. */
import { EngineError } from '../base/error.ts';
import { TRUE } from '../ir/bool-exp.ts';
import { type Field, JOINED, KEYS, NO_LIMIT } from '../ir/select.ts';
import type {
  FieldMeaning,
  RoleJoin,
  RoleJoinTarget,
  RoleRelationship,
  RoleTable,
} from '../schema/model.ts';
import type { JoinPlanner, PlannedJoin } from './planned-join.ts';
import { planRemoteJoin } from './remote/call.ts';
import { type Planning, type Selection, within } from './selection.ts';

/** What plans the fields of a row: handed in, because rows hold joins again. */
type PlanRowFields = (
  selections: readonly Selection[],
  table: RoleTable,
  planning: Planning,
) => readonly Field[];

export function joinPlanner(planRowFields: PlanRowFields): JoinPlanner {
  const planJoin: JoinPlanner = ({ key, target }, selection, planning) => {
    if (planning.operation.kind === 'subscription')
      throw new EngineError(
        'not-supported',
        'Remote relationships are not allowed in subscriptions',
      );
    return target.kind === 'source'
      ? sourceJoin(key, target, selection, planning, planRowFields)
      : planRemoteJoin(key, target, selection, planning, planJoin);
  };
  return planJoin;
}

type SourceTarget = Extract<RoleJoinTarget, { kind: 'source' }>;

/** A relationship out of a record of the keys: permissions, order and limits are those of any relationship. */
function sourceJoin(
  key: RoleJoin['key'],
  { shape, table, on }: SourceTarget,
  selection: Selection,
  planning: Planning,
  planRowFields: PlanRowFields,
): PlannedJoin {
  const parts = [...on].flatMap(([name, column], i) => {
    const from = key.get(name);
    const type = table.columns.get(column)?.column.type.sqlName;
    return from && type !== undefined ? [{ name: `key${i}`, from, column, type }] : [];
  });
  const relationship: RoleRelationship = {
    name: selection.def.name,
    kind: shape === 'object' ? 'object' : 'array',
    on: new Map(parts.map(({ name, column }) => [name, column])),
    target: () => table,
    insertion: 'after-parent',
    isNullable: true,
    when: null,
  };
  const means: FieldMeaning = { kind: shape, relationship };
  const related = { ...selection, alias: JOINED, def: { ...selection.def, means } };
  return {
    key: parts,
    join: {
      kind: 'source',
      source: table.source,
      select: {
        from: { kind: 'records', local: KEYS, columns: parts },
        where: TRUE,
        orderBy: [],
        distinctOn: [],
        limit: NO_LIMIT,
        offset: null,
        fields: planRowFields([related], table, within(planning, null)),
      },
    },
  };
}
