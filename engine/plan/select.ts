/** A selection of rows → Select: arguments, fields, related rows. */
import { EngineError } from '../base/error.ts';
import type { JoinColumns, Scalar } from '../ir/bool-exp.ts';
import type { Field, From, Join, Select } from '../ir/select.ts';
import type { RoleRelationship, RoleTable, SelectPermission } from '../schema/model.ts';
import { planAggregate } from './aggregate.ts';
import { argument } from './argument.ts';
import { computedCall } from './computed-field.ts';
import { planConnection } from './connection.ts';
import { fail, type Input, type InputField, isNull, plainValueOf } from './input.ts';
import { joinPlanner } from './join.ts';
import { parseJsonPath } from './json-path.ts';
import { fromNativeQuery } from './native-query.ts';
import { cellOf, columnOf, computedCellOf } from './operand.ts';
import type { PlannedJoin } from './planned-join.ts';
import { fromTable, keyColumns, planRows } from './rows.ts';
import { innerSelections, type Planning, type Selection } from './selection.ts';

export function planSelect(
  from: From,
  table: RoleTable,
  selection: Selection,
  planning: Planning,
): Select {
  const rows = planRows(from, table, selection.args, selection.path);
  return { ...rows, fields: planRowFields(innerSelections(selection, planning), table, planning) };
}

/** Postgres has 1,664 columns in a row at most; joined rows take one more each. */
const FIELDS_MAX = 1600;

/** The fields of one row. */
export function planRowFields(
  selections: readonly Selection[],
  table: RoleTable,
  planning: Planning,
): readonly Field[] {
  const [first] = selections;
  if (first && selections.length > FIELDS_MAX)
    throw new EngineError(
      'validation-failed',
      `${selections.length} fields are selected of one row, which is more than the ${FIELDS_MAX} that Postgres answers`,
      first.path.slice(0, -1),
    );
  return selections.map((selection) => planField(selection, table, planning));
}

function planField(selection: Selection, table: RoleTable, planning: Planning): Field {
  const { alias, def, args, path } = selection;
  const { means } = def;
  switch (means.kind) {
    case 'typename':
      return { kind: 'typename', alias, name: selection.parent };
    case 'column': {
      const { column, output } = means.column;
      const when = permission(table).columns.get(column.name) ?? null;
      const steps = jsonPathOf(args);
      innerSelections(selection, planning); // refuses a selection set
      return { kind: 'scalar', alias, value: columnOf(means.column), output, path: steps, when };
    }
    case 'computed-scalar': {
      const { field } = means;
      const call = computedCall(field, argument(args, 'function-args'));
      const value: Scalar = { kind: 'computed', call, type: field.function.returns.sqlName };
      const when = permission(table).computedFields.get(field.name) ?? null;
      return { kind: 'scalar', alias, value, output: field.output, path: jsonPathOf(args), when };
    }
    case 'computed-rows': {
      const { field, table: target } = means;
      const from: From = {
        kind: 'function',
        call: computedCall(field, argument(args, 'function-args')),
      };
      const select = planSelect(from, target, selection, planning);
      const when = permission(table).computedFields.get(field.name) ?? null;
      return {
        kind: 'call',
        alias,
        shape: field.function.returnsSet ? 'many' : 'one',
        select,
        when,
      };
    }
    case 'object': {
      const { on, target, when } = means.relationship;
      const related = target();
      const from = fromRelated(means.relationship, selection);
      const select = planSelect(from, related, selection, planning);
      return { kind: 'object', alias, on, isUnique: isKey(on, related), select, when };
    }
    case 'array':
      return relatedRows(means.relationship, selection, planning);
    case 'array-aggregate': {
      const { on, target, when } = means.relationship;
      const related = target();
      const select = planAggregate(fromTable(related), related, selection, planning, planRowFields);
      return { kind: 'array-aggregate', alias, on, select, when };
    }
    case 'array-connection': {
      const { on, target, when } = means.relationship;
      const related = target();
      const connection = planConnection(
        fromTable(related),
        related,
        selection,
        planning,
        planRowFields,
      );
      return { kind: 'connection', alias, on, connection, when };
    }
    case 'join': {
      const { key, join } = planJoin(means.join, selection, planning);
      return { kind: 'join', alias, key: key.map((part) => keyOf(part, table, join)), join };
    }
    case 'node-id':
      return { kind: 'node-id', alias, table: table.table.name, key: keyColumns(table) };
    default:
      throw new EngineError('unexpected', `"${def.name}" is no field of a row`, path);
  }
}

/** What leads out of rows and objects. */
export const planJoin = joinPlanner(planRowFields);

/** A remote schema gets the key as a client would see it, a source as Postgres has it. */
function keyOf(
  { name, from }: PlannedJoin['key'][number],
  table: RoleTable,
  { kind }: Join,
): Extract<Field, { kind: 'join' }>['key'][number] {
  switch (from.kind) {
    case 'column': {
      const output = kind === 'source' ? 'plain' : from.column.output;
      return { name, value: cellOf(from.column, table), output };
    }
    case 'computed': {
      const { field } = from;
      const type = field.function.returns.sqlName;
      const value: Scalar = { kind: 'computed', call: computedCall(field, null), type };
      const output = kind === 'source' ? 'plain' : field.output;
      return { name, value: computedCellOf(value, field.name, table), output };
    }
    case 'field':
      throw new EngineError('unexpected', `a row has no field "${from.name}"`);
  }
}

function permission({ select, table }: RoleTable): SelectPermission {
  if (select === null)
    throw new EngineError('unexpected', `no permission to select from "${table.name.name}"`);
  return select;
}

/** The related table, or the native query that has its rows. */
const fromRelated = ({ query, target }: RoleRelationship, selection: Selection): From =>
  query === undefined ? fromTable(target()) : fromNativeQuery(query, selection);

function relatedRows(
  relationship: RoleRelationship,
  selection: Selection,
  planning: Planning,
): Field {
  const { on, target, when } = relationship;
  const select = planSelect(fromRelated(relationship, selection), target(), selection, planning);
  return { kind: 'array', alias: selection.alias, on, select, when };
}

/** Whether the columns joined on hold a key of the related table. */
function isKey(on: JoinColumns, { table }: RoleTable): boolean {
  const joined = new Set(on.values());
  const keys = table.primaryKey
    ? [table.primaryKey, ...table.uniqueConstraints]
    : table.uniqueConstraints;
  return keys.some(
    ({ columns }) => columns.length > 0 && columns.every((name) => joined.has(name)),
  );
}

function jsonPathOf(args: readonly InputField[]): readonly string[] | null {
  const input: Input | null = argument(args, 'json-path');
  if (input === null || isNull(input)) return null;
  const value = plainValueOf(input);
  if (typeof value !== 'string') return fail(input, 'expected a string');
  return parseJsonPath(value, input.path);
}
