/** `x_aggregate { aggregate { … } nodes { … } }` → AggregateSelect. */
import { EngineError } from '../base/error.ts';
import type { Scalar } from '../ir/bool-exp.ts';
import type { AggregateField, AggregateSelect, AggregateValue, Field, From } from '../ir/select.ts';
import type { RoleTable } from '../schema/model.ts';
import { argument } from './argument.ts';
import { computedCall } from './computed-field.ts';
import { booleanOf, enumOf, listOf } from './input.ts';
import { cellOf, computedCellOf } from './operand.ts';
import { planRows } from './rows.ts';
import { innerSelections, type Planning, type Selection } from './selection.ts';

/** Plans the nodes of an aggregate: the fields of a row again. */
type PlanRowFields = (
  selections: readonly Selection[],
  table: RoleTable,
  planning: Planning,
) => readonly Field[];

export function planAggregate(
  from: From,
  table: RoleTable,
  selection: Selection,
  planning: Planning,
  nodes: PlanRowFields,
): AggregateSelect {
  const rows = planRows(from, table, selection.args, selection.path);
  const fields = innerSelections(selection, planning).map((inner) =>
    aggregateField(inner, table, planning, nodes),
  );
  const limit = { asked: rows.limit.asked, allowed: null };
  return { rows: { ...rows, limit, fields: [] }, nodesLimit: rows.limit.allowed, fields };
}

function aggregateField(
  selection: Selection,
  table: RoleTable,
  planning: Planning,
  nodes: PlanRowFields,
): AggregateField {
  const { alias, def, parent, path } = selection;
  switch (def.means.kind) {
    case 'typename':
      return { kind: 'typename', alias, name: parent };
    case 'aggregate':
      return {
        kind: 'aggregate',
        alias,
        fields: innerSelections(selection, planning).map((inner) =>
          aggregateValue(inner, table, planning),
        ),
      };
    case 'nodes':
      return {
        kind: 'nodes',
        alias,
        fields: nodes(innerSelections(selection, planning), table, planning),
      };
    default:
      throw new EngineError('unexpected', `"${def.name}" is no field of an aggregate`, path);
  }
}

function aggregateValue(
  selection: Selection,
  table: RoleTable,
  planning: Planning,
): AggregateValue {
  const { alias, def, parent, args, path } = selection;
  switch (def.means.kind) {
    case 'typename':
      return { kind: 'typename', alias, name: parent };
    case 'count': {
      const columns = argument(args, 'count-columns');
      const distinct = argument(args, 'count-distinct');
      return {
        kind: 'count',
        alias,
        columns: columns ? listOf(columns).map((each) => columnNamed(enumOf(each), table)) : [],
        distinct: distinct !== null && booleanOf(distinct),
        output: 'plain',
      };
    }
    case 'aggregate-function': {
      const of = innerSelections(selection, planning).map((inner) => aggregated(inner, table));
      return { kind: 'function', alias, function: def.means.function, of };
    }
    default:
      throw new EngineError('unexpected', `"${def.name}" is no aggregate`, path);
  }
}

function columnNamed(name: string, table: RoleTable): Scalar {
  const column = table.columns.get(name);
  if (!column) throw new EngineError('unexpected', `no column "${name}"`);
  return cellOf(column, table);
}

type Aggregated = Extract<AggregateValue, { kind: 'function' }>['of'][number];

function aggregated({ alias, def, parent, args, path }: Selection, table: RoleTable): Aggregated {
  switch (def.means.kind) {
    case 'typename':
      return { kind: 'typename', alias, name: parent };
    case 'column': {
      const { output } = def.means.column;
      return { kind: 'scalar', alias, value: cellOf(def.means.column, table), output };
    }
    case 'computed-scalar': {
      const { field } = def.means;
      const call = computedCall(field, argument(args, 'function-args'));
      const of: Scalar = { kind: 'computed', call, type: field.function.returns.sqlName };
      const value = computedCellOf(of, field.name, table);
      return { kind: 'scalar', alias, value, output: field.output };
    }
    default:
      throw new EngineError('unexpected', `"${def.name}" cannot be aggregated`, path);
  }
}
