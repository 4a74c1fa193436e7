/** A root field that writes → IR. */
import { EngineError } from '../base/error.ts';
import { allOf, type BoolExp, type Operand } from '../ir/bool-exp.ts';
import type { Assignment, Mutation, MutationOutput, Update } from '../ir/mutation.ts';
import type { FieldMeaning, RoleTable, UpdatePermission } from '../schema/model.ts';
import { argument } from './argument.ts';
import { planBoolExp } from './bool-exp.ts';
import { fieldsOf, type Input, type InputField, isNull, listOf, paramOf } from './input.ts';
import { planInsert, planInsertOne } from './insert.ts';
import { columnOperand, writtenOperand } from './operand.ts';

export type WriteMeaning = Extract<
  FieldMeaning,
  {
    kind:
      | 'insert'
      | 'insert-one'
      | 'update'
      | 'update-by-pk'
      | 'update-many'
      | 'delete'
      | 'delete-by-pk';
  }
>;

/** `output` is the selection set, planned by the caller in the form that the field answers with. */
export function planMutation(
  means: WriteMeaning,
  args: readonly InputField[],
  output: MutationOutput,
): Mutation {
  const { table } = means;
  switch (means.kind) {
    case 'insert': {
      const insert = planInsert(table, required(args, 'objects'), argument(args, 'on-conflict'));
      return { kind: 'insert', insert, output };
    }
    case 'insert-one': {
      const insert = planInsertOne(table, required(args, 'object'), argument(args, 'on-conflict'));
      return { kind: 'insert', insert, output };
    }
    case 'update': {
      const where = planBoolExp(required(args, 'where'), table);
      return { kind: 'update', update: planUpdate(table, where, args), output };
    }
    case 'update-by-pk': {
      const where = keyIs(fieldsOf(required(args, 'pk-columns')));
      return { kind: 'update', update: planUpdate(table, where, args), output };
    }
    case 'update-many': {
      const updates = listOf(required(args, 'updates')).map((each) => {
        const fields = fieldsOf(each);
        return planUpdate(table, planBoolExp(required(fields, 'where'), table), fields);
      });
      return { kind: 'update-many', updates, output };
    }
    case 'delete':
      return deletion(table, planBoolExp(required(args, 'where'), table), output);
    default:
      return deletion(table, keyIs(args), output);
  }
}

/** An argument that is there, or readArguments had refused its absence. A null is told by whoever reads it. */
function required(args: readonly InputField[], kind: InputField['def']['means']['kind']): Input {
  const found = args.find(({ def }) => def.means.kind === kind);
  if (!found) throw new EngineError('unexpected', `no argument of the meaning '${kind}'`);
  return found.input;
}

function deletion(table: RoleTable, where: BoolExp, output: MutationOutput): Mutation {
  const permission = table.delete;
  if (permission === null) throw new EngineError('unexpected', 'no permission to delete');
  return {
    kind: 'delete',
    delete: { table: table.table.name, where: allOf(permission.filter, where) },
    output,
  };
}

/** `id = $1` for every key column given. */
export function keyIs(fields: readonly InputField[]): BoolExp {
  return allOf(
    ...fields.flatMap(({ def, input }): readonly BoolExp[] => {
      if (def.means.kind !== 'key-column') return [];
      const { column } = def.means.column;
      return [
        {
          kind: 'compare',
          op: '_eq',
          left: { kind: 'column', name: column.name, type: column.type.sqlName },
          right: columnOperand(input, def.means.column),
        },
      ];
    }),
  );
}

const ASSIGNMENT: Readonly<Record<string, Assignment['kind']>> = {
  _set: 'set',
  _inc: 'increment',
  _append: 'append',
  _prepend: 'prepend',
  _delete_key: 'delete-key',
  _delete_elem: 'delete-element',
  _delete_at_path: 'delete-at-path',
};
/** What the operators of jsonb take, whatever the column's type. */
const OPERAND_TYPE: Partial<
  Record<Assignment['kind'], { readonly type: string; readonly as: 'scalar' | 'array' }>
> = {
  'delete-key': { type: 'text', as: 'scalar' },
  'delete-element': { type: 'integer', as: 'scalar' },
  'delete-at-path': { type: 'text[]', as: 'array' },
};

function planUpdate(table: RoleTable, where: BoolExp, args: readonly InputField[]): Update {
  const permission = table.update;
  if (permission === null) throw new EngineError('unexpected', 'no permission to update');
  return {
    table: table.table.name,
    where: allOf(permission.filter, where),
    set: assignments(permission, args),
    check: permission.check,
  };
}

function assignments(
  { presets }: UpdatePermission,
  args: readonly InputField[],
): ReadonlyMap<string, Assignment> {
  const set = new Map<string, Assignment>();
  const twice: string[] = [];
  const assign = (name: string, assignment: Assignment): void => {
    if (set.has(name)) twice.push(name);
    set.set(name, assignment);
  };
  for (const [name, value] of presets) assign(name, { kind: 'set', value });
  for (const { def, input } of args) {
    if (def.means.kind !== 'update-operator' || isNull(input)) continue;
    const kind = ASSIGNMENT[def.means.operator];
    if (kind === undefined) throw new EngineError('unexpected', `no operator "${def.name}"`);
    for (const field of fieldsOf(input)) {
      if (field.def.means.kind !== 'column-value') continue;
      const { column } = field.def.means.column;
      assign(column.name, { kind, value: assigned(kind, field) });
    }
  }
  refuseTwice(twice, args);
  return set;
}

function assigned(kind: Assignment['kind'], { def, input }: InputField): Operand {
  if (def.means.kind !== 'column-value')
    throw new EngineError('unexpected', `"${def.name}" is no column`);
  const other = OPERAND_TYPE[kind];
  if (!other) return writtenOperand(input, def.means.column);
  return { kind: 'param', param: paramOf(input, other.as), type: other.type };
}

function refuseTwice(names: readonly string[], [first]: readonly InputField[]): void {
  if (names.length === 0) return;
  const list = names.map((name) => `'${name}'`).join(', ');
  const path = first?.input.path.slice(0, -1) ?? [];
  throw new EngineError(
    'validation-failed',
    `Column found in multiple operators: [${list}].`,
    path,
  );
}
