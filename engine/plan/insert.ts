/** `insert_x`, `insert_x_one` and what nests in them → IR. */
import { EngineError } from '../base/error.ts';
import { allOf, FALSE, type Operand, TRUE } from '../ir/bool-exp.ts';
import type {
  BatchColumn,
  Insert,
  InsertRow,
  InsertRows,
  NestedInsert,
  OnConflict,
} from '../ir/mutation.ts';
import type { InsertPermission, RoleColumn, RoleRelationship, RoleTable } from '../schema/model.ts';
import { encodingOf, listEncodingOf } from '../schema/scalar.ts';
import { NO_COLUMN } from '../schema/write-type.ts';
import { argument } from './argument.ts';
import { planBoolExp } from './bool-exp.ts';
import {
  enumOf,
  fieldsOf,
  type Input,
  isNull,
  listOf,
  type UniformList,
  uniformListOf,
} from './input.ts';
import { isGeographic, writtenOperand, writtenType } from './operand.ts';

export function planInsert(table: RoleTable, objects: Input, conflict: Input | null): Insert {
  const permission = insertPermission(table);
  const batch = uniformListOf(objects);
  const rows =
    (batch && batchRows(batch, permission)) ?? planRows(table, listOf(objects), permission);
  return {
    table: table.table.name,
    rows,
    onConflict: planConflict(conflict, table),
    check: permission.check,
  };
}

export function planInsertOne(table: RoleTable, object: Input, conflict: Input | null): Insert {
  const permission = insertPermission(table);
  const rows = planRows(table, [object], permission);
  return {
    table: table.table.name,
    rows,
    onConflict: planConflict(conflict, table),
    check: permission.check,
  };
}

function insertPermission({ insert, table }: RoleTable): InsertPermission {
  if (insert === null)
    throw new EngineError('unexpected', `no permission to insert into "${table.name.name}"`);
  return insert;
}

/** Null where a key nests other rows, or is an array itself: unnest would flatten those. */
function batchRows({ keys }: UniformList, { presets }: InsertPermission): InsertRows | null {
  const columns: BatchColumn[] = [];
  for (const { def, param } of keys) {
    if (def.means.kind !== 'column-value' || !fitsBatch(def.means.column)) return null;
    const { column } = def.means.column;
    if (presets.has(column.name)) continue;
    const as = listEncodingOf(column.type);
    const of = writtenType(def.type, def.means.column);
    const name = column.name;
    columns.push({ name, from: 'array', param: param(as, of), type: column.type.sqlName });
  }
  if (columns.length === 0) return null;
  const fixed = [...presets].map(([name, value]): BatchColumn => ({ name, from: 'value', value }));
  return { kind: 'batch', columns: [...columns, ...fixed] };
}

const fitsBatch = ({ column, enumTable }: RoleColumn): boolean =>
  enumTable === null &&
  column.type.element === undefined &&
  column.type.kind === 'base' &&
  !isGeographic(column.type) &&
  encodingOf(column.type) !== 'json';

function planRows(
  table: RoleTable,
  objects: readonly Input[],
  permission: InsertPermission,
): InsertRows {
  const rows = objects.map((object) => planRow(object, permission));
  const columns = new Set(rows.flatMap(({ values }) => [...values.keys()]));
  for (const name of permission.presets.keys()) columns.add(name);
  // A row that gives nothing takes all defaults, which needs one column to say so of.
  const [first] = table.table.columns.keys();
  if (columns.size === 0 && first !== undefined) columns.add(first);
  return { kind: 'rows', columns: [...columns], rows };
}

function planRow(object: Input, { presets }: InsertPermission): InsertRow {
  const values = new Map<string, Operand>();
  const before: NestedInsert[] = [];
  const after: NestedInsert[] = [];
  for (const { def, input } of fieldsOf(object)) {
    switch (def.means.kind) {
      case 'column-value':
        values.set(def.means.column.column.name, writtenOperand(input, def.means.column));
        break;
      case 'nested-object':
      case 'nested-array': {
        if (isNull(input)) break;
        const { relationship } = def.means;
        const nested = planNested(def.name, relationship, input, def.means.kind === 'nested-array');
        (relationship.insertion === 'before-parent' ? before : after).push(nested);
        break;
      }
      default:
        throw new EngineError('unexpected', `"${def.name}" is no part of a row`, input.path);
    }
  }
  return { values, presets, before, after };
}

function planNested(
  name: string,
  relationship: RoleRelationship,
  input: Input,
  isMany: boolean,
): NestedInsert {
  const target = relationship.target();
  const fields = fieldsOf(input);
  const conflict = argument(fields, 'on-conflict');
  const data = fields.find(({ def }) => def.means.kind === 'data');
  if (!data)
    throw new EngineError('validation-failed', `missing required field 'data'`, input.path);
  const permission = insertPermission(target);
  const objects = isMany ? listOf(data.input) : [data.input];
  const rows = planRows(target, objects, permission);
  return {
    name,
    on: relationship.on,
    types: keyTypes(relationship),
    insert: {
      table: target.table.name,
      rows,
      onConflict: planConflict(conflict, target),
      check: permission.check,
    },
  };
}

/** Types of our key columns; they are those of the columns they are equal to. */
function keyTypes({ on, target }: RoleRelationship): ReadonlyMap<string, string> {
  const { columns } = target().table;
  return new Map(
    [...on].map(([our, their]) => {
      const column = columns.get(their);
      if (!column) throw new EngineError('unexpected', `no column "${their}"`);
      return [our, column.type.sqlName];
    }),
  );
}

function planConflict(input: Input | null, table: RoleTable): OnConflict | null {
  if (input === null) return null;
  const fields = fieldsOf(input);
  const constraint = argument(fields, 'constraint');
  if (!constraint)
    throw new EngineError('validation-failed', `missing required field 'constraint'`, input.path);
  const updated = argument(fields, 'update-columns');
  const columns = (updated ? listOf(updated) : []).map(enumOf).filter((name) => name !== NO_COLUMN);
  const set = new Map<string, Operand | { readonly kind: 'excluded' }>(
    columns.map((name) => [name, { kind: 'excluded' }]),
  );
  if (set.size > 0) for (const [name, value] of table.update?.presets ?? []) set.set(name, value);
  const where = argument(fields, 'where');
  const asked = where ? planBoolExp(where, table) : TRUE;
  return {
    constraint: enumOf(constraint),
    set,
    where: allOf(table.update?.filter ?? FALSE, asked),
    check: table.update?.check ?? TRUE,
  };
}
