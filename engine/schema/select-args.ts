import { boolExp } from './bool-exp.ts';
import type { InputFieldDef } from './model.ts';
import { orderBy } from './order-by.ts';
import { inputField } from './registry.ts';
import { selectColumn } from './select-column.ts';
import { list, nonNull } from './type-ref.ts';
import type { View } from './view.ts';

/** `distinct_on`, `limit`, `offset`, `order_by`, `where` */
export function selectArgs(view: View): readonly InputFieldDef[] {
  const { naming, builder } = view;
  const columns = selectColumn(view);
  const number = builder.types.scalar('Int');
  return [
    ...(columns === null
      ? []
      : [
          inputField(
            naming.field('distinct_on'),
            list(nonNull(columns)),
            { kind: 'distinct-on' },
            {
              description: 'distinct select on columns',
            },
          ),
        ]),
    inputField(
      'limit',
      number,
      { kind: 'limit' },
      { description: 'limit the number of rows returned' },
    ),
    inputField(
      'offset',
      number,
      { kind: 'offset' },
      {
        description: 'skip the first n rows. Use only with order_by',
      },
    ),
    inputField(
      naming.field('order_by'),
      list(nonNull(orderBy(view))),
      { kind: 'order-by' },
      {
        description: 'sort the rows by one or more columns',
      },
    ),
    whereArg(view),
  ];
}
export const whereArg = (view: View): InputFieldDef =>
  inputField(
    'where',
    boolExp(view),
    { kind: 'where' },
    { description: 'filter the rows returned' },
  );
