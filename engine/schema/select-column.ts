import type { TypeRef } from './model.ts';
import { enumOf } from './registry.ts';
import { typeName, type View } from './view.ts';

/** `author_select_column`; null where the role may select none. */
export function selectColumn(view: View): TypeRef | null {
  const columns = view.selectable;
  if (columns.length === 0) return null;
  const name = typeName(view, 'select_column');
  return view.builder.types.use(name, 'enum', () =>
    enumOf(
      name,
      `select columns of table "${view.tracked.label}"`,
      columns.map(({ field, column }) => ({
        name: field,
        value: column.name,
        description: 'column name',
      })),
    ),
  );
}
