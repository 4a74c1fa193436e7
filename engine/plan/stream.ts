/** `x_stream(batch_size, cursor, where)` → StreamRoot. */
import { EngineError } from '../base/error.ts';
import type { Column } from '../catalog/model.ts';
import { allOf, type BoolExp, type CompareOp } from '../ir/bool-exp.ts';
import type { OrderBy } from '../ir/select.ts';
import type { RoleTable } from '../schema/model.ts';
import { argument } from './argument.ts';
import { enumOf, fieldsOf, type Input, isNull, listOf, paramOf } from './input.ts';
import type { StreamRoot } from './model.ts';
import { columnOf, columnOperand } from './operand.ts';
import { fromTable } from './rows.ts';
import { planSelect } from './select.ts';
import type { Planning, Selection } from './selection.ts';

interface Cursor {
  readonly column: Column;
  readonly direction: OrderBy['direction'];
  readonly initial: StreamRoot['cursor'][number]['initial'];
}

export function planStream(table: RoleTable, selection: Selection, planning: Planning): StreamRoot {
  const batch = argument(selection.args, 'batch-size');
  const cursorArg = argument(selection.args, 'cursor');
  if (!batch || !cursorArg)
    throw new EngineError('validation-failed', 'missing cursor', selection.path);
  const cursors = listOf(cursorArg).flatMap((each) =>
    isNull(each) ? [] : [cursorOf(each, table)],
  );
  const [cursor] = cursors;
  if (!cursor || cursors.length > 1)
    throw new EngineError('validation-failed', 'one streaming column field is expected', [
      ...selection.path,
      'args',
      'cursor',
    ]);
  const batchSize = paramOf(batch, 'scalar');
  const select = planSelect(fromTable(table), table, selection, planning);
  return {
    batchSize,
    cursor: [
      { column: cursor.column.name, type: cursor.column.type.sqlName, initial: cursor.initial },
    ],
    select: {
      ...select,
      where: allOf(select.where, isPast(cursor)),
      orderBy: [{ by: columnOf(cursor), direction: cursor.direction, nulls: null }],
      limit: { asked: batchSize, allowed: select.limit.allowed },
    },
  };
}

/** Rows behind the cursor's value in its order; all of them while it has none. */
function isPast({ column, direction }: Cursor): BoolExp {
  const op: CompareOp = direction === 'asc' ? '_gt' : '_lt';
  const type = column.type.sqlName;
  return {
    kind: 'compare',
    op,
    left: columnOf({ column }),
    right: { kind: 'param', param: { from: 'cursor', column: column.name }, type },
  };
}

function cursorOf(input: Input, table: RoleTable): Cursor {
  let direction: Cursor['direction'] = 'asc';
  let found: { column: Column; initial: Cursor['initial'] } | null = null;
  for (const { def, input: value } of fieldsOf(input)) {
    if (isNull(value)) continue;
    if (def.name === 'ordering')
      direction = enumOf(value).toLowerCase() === 'desc' ? 'desc' : 'asc';
    else found = initialValue(value, table);
  }
  if (found === null)
    throw new EngineError(
      'validation-failed',
      'one streaming column field is expected',
      input.path,
    );
  return { ...found, direction };
}

function initialValue(
  input: Input,
  table: RoleTable,
): { column: Column; initial: Cursor['initial'] } {
  const fields = fieldsOf(input);
  const [field] = fields;
  if (!field || fields.length > 1 || field.def.means.kind !== 'column-value')
    throw new EngineError(
      'validation-failed',
      'multiple column cursors are not supported yet',
      input.path,
    );
  const { column } = field.def.means.column;
  if (!table.columns.has(column.name))
    throw new EngineError('unexpected', 'no such column', input.path);
  const operand = columnOperand(field.input, field.def.means.column);
  return { column, initial: operand.kind === 'param' ? operand.param : null };
}
