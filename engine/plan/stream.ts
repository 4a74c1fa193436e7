/** `x_stream(batch_size, cursor, where)` → StreamRoot. */
import { EngineError, type JsonPath } from '../base/error.ts';
import type { Column } from '../catalog/model.ts';
import { allOf, type BoolExp, type CompareOp } from '../ir/bool-exp.ts';
import type { OrderBy } from '../ir/select.ts';
import type { RoleTable } from '../schema/model.ts';
import { argument } from './argument.ts';
import { enumOf, fieldsOf, type Input, isNull, listOf, paramOf } from './input.ts';
import type { StreamRoot } from './model.ts';
import { columnOf, writtenOperand } from './operand.ts';
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
    throw new EngineError('unexpected', 'a stream without a cursor', selection.path);
  const cursor = onlyCursor(
    listOf(cursorArg).flatMap((each) => (isNull(each) ? [] : cursorsOf(each, table))),
    [...selection.path, 'args'],
  );
  const batchSize = paramOf(batch, 'scalar', 'non-negative');
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

function onlyCursor([cursor, ...others]: readonly Cursor[], path: JsonPath): Cursor {
  const refuse = (message: string): EngineError =>
    new EngineError('validation-failed', message, path);
  if (cursor === undefined) throw refuse('one streaming column field is expected');
  if (others.length > 0) throw refuse('multiple column cursors are not supported yet');
  return cursor;
}

/** A cursor for each column that has an initial value. */
function cursorsOf(input: Input, table: RoleTable): readonly Cursor[] {
  let direction: Cursor['direction'] = 'asc';
  let found: ReturnType<typeof initialValues> = [];
  for (const { def, input: value } of fieldsOf(input)) {
    if (def.name !== 'ordering') found = initialValues(value, table);
    else if (!isNull(value)) direction = enumOf(value).toLowerCase() === 'desc' ? 'desc' : 'asc';
  }
  return found.map((each) => ({ ...each, direction }));
}

const initialValues = (
  input: Input,
  table: RoleTable,
): readonly Pick<Cursor, 'column' | 'initial'>[] =>
  fieldsOf(input).map(({ def: { means }, input: value }) => {
    if (means.kind !== 'column-value' || !table.columns.has(means.column.column.name))
      throw new EngineError('unexpected', 'no such column', value.path);
    const operand = writtenOperand(value, means.column);
    return {
      column: means.column.column,
      initial: operand.kind === 'param' ? operand.param : null,
    };
  });
