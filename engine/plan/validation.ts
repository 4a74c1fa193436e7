/** Which webhooks are shown the input of a root field that writes, and what of it. */
import { Kind, type ValueNode } from 'graphql';
import type { InputHook, InputValidation, JsonTemplate } from '../ir/validation.ts';
import type { RoleTable } from '../schema/model.ts';
import { argument } from './argument.ts';
import { fieldsOf, type Input, type InputField, isNull, listOf } from './input.ts';
import { literalToValue } from './literal.ts';
import type { WriteMeaning } from './mutation.ts';

export function planValidations(
  { kind, table }: WriteMeaning,
  args: readonly InputField[],
): readonly InputValidation[] {
  switch (kind) {
    case 'insert':
    case 'insert-one': {
      const object = argument(args, 'object');
      const objects = argument(args, 'objects');
      return isAnyValidated(table)
        ? ofRows(table, objects ? listOf(objects) : object ? [object] : [])
        : [];
    }
    case 'update':
    case 'update-by-pk':
      return shown(table.update?.validateInput, () => [templateOfArgs(args)]);
    case 'update-many':
      return shown(table.update?.validateInput, () =>
        args.flatMap(({ input }) => listOf(input).map(templateOf)),
      );
    case 'delete':
    case 'delete-by-pk':
      return shown(table.delete?.validateInput, () => [templateOfArgs(args)]);
  }
}

const shown = (
  hook: InputHook | null | undefined,
  input: () => readonly JsonTemplate[],
): readonly InputValidation[] => (hook ? [{ hook, input: input() }] : []);

/** Whether rows of the table, or rows nested in them, are shown to anybody. */
function isAnyValidated(table: RoleTable, seen = new Set<RoleTable>()): boolean {
  const known = validated.get(table);
  if (known !== undefined) return known;
  if (seen.has(table)) return false;
  seen.add(table);
  const found =
    (table.insert?.validateInput ?? null) !== null ||
    [...table.relationships.values()].some(({ target }) => {
      const other = target();
      return other.insert !== null && isAnyValidated(other, seen);
    });
  // What was cut short at a table that is being looked at is not the whole truth about the others.
  if (found || seen.size === 1) validated.set(table, found);
  return found;
}
const validated = new WeakMap<RoleTable, boolean>();

/** Rows of one table together, then those that nest in them. */
function ofRows(table: RoleTable, rows: readonly Input[]): readonly InputValidation[] {
  const own: JsonTemplate[] = [];
  const nested: InputValidation[] = [];
  for (const row of rows) {
    const columns = new Map<string, JsonTemplate>();
    for (const { def, input } of fieldsOf(row)) {
      const { means } = def;
      if (means.kind === 'column-value') columns.set(means.column.column.name, templateOf(input));
      else if (
        (means.kind === 'nested-object' || means.kind === 'nested-array') &&
        !isNull(input)
      ) {
        const data = argument(fieldsOf(input), 'data');
        const inner = data && (means.kind === 'nested-array' ? listOf(data) : [data]);
        if (inner) nested.push(...ofRows(means.relationship.target(), inner));
      }
    }
    own.push({ kind: 'object', fields: columns });
  }
  return [...shown(table.insert?.validateInput, () => own), ...nested];
}

const templateOfArgs = (args: readonly InputField[]): JsonTemplate => ({
  kind: 'object',
  fields: new Map(args.map(({ def, input }) => [def.name, templateOf(input)])),
});

/** Nothing is looked at here: variables are read when the request runs. */
const templateOf = ({ source }: Input): JsonTemplate =>
  source.kind === 'variable'
    ? { kind: 'variable', path: source.path }
    : templateOfNode(source.node);

function templateOfNode(node: ValueNode): JsonTemplate {
  switch (node.kind) {
    case Kind.VARIABLE:
      return { kind: 'variable', path: [node.name.value] };
    case Kind.LIST:
      return { kind: 'list', of: node.values.map(templateOfNode) };
    case Kind.OBJECT:
      return {
        kind: 'object',
        fields: new Map(node.fields.map(({ name, value }) => [name.value, templateOfNode(value)])),
      };
    default:
      return { kind: 'value', value: literalToValue(node, () => null) };
  }
}
