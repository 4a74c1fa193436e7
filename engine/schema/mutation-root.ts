import { boolExp } from './bool-exp.ts';
import type { FieldDef } from './model.ts';
import { field, inputField } from './registry.ts';
import { rootNames } from './root-name.ts';
import { rowType } from './row.ts';
import { list, nonNull } from './type-ref.ts';
import type { View } from './view.ts';
import {
  insertInput,
  keyArgs,
  keyColumns,
  mutationResponse,
  onConflictArg,
  pkColumnsInput,
  updateOperators,
  updatesInput,
  updateWhere,
} from './write-type.ts';

/** Root fields that write to a table. */
export const mutationFields = (view: View): readonly FieldDef[] => [
  ...inserts(view),
  ...updates(view),
  ...deletes(view),
];

function inserts(view: View): readonly FieldDef[] {
  // Inputs that nest inserts name views too, as Hasura has it; only the root field asks whether they can be written.
  if (view.insert === null || !view.table.isInsertable) return [];
  const { label } = view.tracked;
  const names = rootNames(view);
  const row = () => nonNull(insertInput(view));
  const many = field(
    names.insert.name,
    mutationResponse(view),
    { kind: 'insert', table: view },
    {
      description: names.insert.comment ?? `insert data into the table: "${label}"`,
      args: () => [
        inputField(
          'objects',
          nonNull(list(row())),
          { kind: 'objects' },
          {
            description: 'the rows to be inserted',
          },
        ),
        ...onConflictArg(view),
      ],
    },
  );
  if (view.select === null) return [many];
  const one = field(
    names.insert_one.name,
    rowType(view),
    { kind: 'insert-one', table: view },
    {
      description: names.insert_one.comment ?? `insert a single row into the table: "${label}"`,
      args: () => [
        inputField('object', row(), { kind: 'object' }, { description: 'the row to be inserted' }),
        ...onConflictArg(view),
      ],
    },
  );
  return [many, one];
}

function updates(view: View): readonly FieldDef[] {
  if (view.update === null || !view.table.isUpdatable || updateOperators(view).length === 0)
    return [];
  const { label } = view.tracked;
  const names = rootNames(view);
  const fields = [
    field(
      names.update.name,
      mutationResponse(view),
      { kind: 'update', table: view },
      {
        description: names.update.comment ?? `update data of the table: "${label}"`,
        args: () => [...updateOperators(view), updateWhere(view)],
      },
    ),
  ];
  const key = keyColumns(view);
  if (key !== null)
    fields.push(
      field(
        names.update_by_pk.name,
        rowType(view),
        { kind: 'update-by-pk', table: view },
        {
          description: names.update_by_pk.comment ?? `update single row of the table: "${label}"`,
          args: () => [
            ...updateOperators(view),
            inputField('pk_columns', nonNull(pkColumnsInput(view, key)), { kind: 'pk-columns' }),
          ],
        },
      ),
    );
  if (view.builder.features.hidesUpdateMany) return fields;
  fields.push(
    field(
      names.update_many.name,
      list(mutationResponse(view)),
      { kind: 'update-many', table: view },
      {
        description: names.update_many.comment ?? `update multiples rows of table: "${label}"`,
        args: () => [
          inputField(
            'updates',
            nonNull(list(nonNull(updatesInput(view)))),
            { kind: 'updates' },
            {
              description: 'updates to execute, in order',
            },
          ),
        ],
      },
    ),
  );
  return fields;
}

function deletes(view: View): readonly FieldDef[] {
  if (view.delete === null || !view.table.isDeletable) return [];
  const { label } = view.tracked;
  const names = rootNames(view);
  const many = field(
    names.delete.name,
    mutationResponse(view),
    { kind: 'delete', table: view },
    {
      description: names.delete.comment ?? `delete data from the table: "${label}"`,
      args: () => [
        inputField(
          'where',
          nonNull(boolExp(view)),
          { kind: 'where' },
          {
            description: 'filter the rows which have to be deleted',
          },
        ),
      ],
    },
  );
  const key = keyColumns(view);
  if (key === null) return [many];
  const one = field(
    names.delete_by_pk.name,
    rowType(view),
    { kind: 'delete-by-pk', table: view },
    {
      description: names.delete_by_pk.comment ?? `delete single row from the table: "${label}"`,
      args: () => keyArgs(view, key),
    },
  );
  return [many, one];
}
