/** Apollo federation: `_service` tells the schema, `_entities` fetches rows by the keys that a gateway holds. */
import { EngineError, type JsonPath } from '../base/error.ts';
import type { BoolExp } from '../ir/bool-exp.ts';
import type { FieldMeaning, RoleColumn, RoleTable } from '../schema/model.ts';
import { isGraphqlName } from '../schema/naming.ts';
import { valueProblem } from '../schema/scalar-check.ts';
import { printSchema } from './federation-sdl.ts';
import { plainValueOf } from './input.ts';
import type { Root } from './model.ts';
import { columnIs, rowByKey } from './node-key.ts';
import { planRowFields } from './select.ts';
import { innerSelections, type Planning, type Selection, selectionsOf } from './selection.ts';
import { isObject } from './shape.ts';

export function planService(selection: Selection, planning: Planning): Root {
  const members = innerSelections(selection, planning).map(({ alias, def, parent }) => {
    const value = def.means.kind === 'typename' ? parent : printSchema(planning.schema);
    return `${JSON.stringify(alias)}:${JSON.stringify(value)}`;
  });
  return { kind: 'static', alias: selection.alias, json: `{${members.join(',')}}` };
}

export function planEntities(
  means: Extract<FieldMeaning, { kind: 'federation-entities' }>,
  selection: Selection,
  planning: Planning,
): Root {
  const [given] = selection.args;
  const value = given === undefined ? [] : plainValueOf(given.input);
  const list = Array.isArray(value) ? value : [value];
  return {
    kind: 'list',
    alias: selection.alias,
    roots: list.map((each, i) => entity(each, means, selection, planning, i)),
  };
}

function entity(
  representation: unknown,
  { find }: Extract<FieldMeaning, { kind: 'federation-entities' }>,
  { alias, path, sets }: Selection,
  planning: Planning,
  index: number,
): Root {
  const { name, key } = read(representation, [...path, 'args', 'representations', index]);
  const table = find(name);
  const type = planning.schema.types.get(name);
  if (table === null || type?.kind !== 'object')
    throw new EngineError(
      'validation-failed',
      `${name} is not found in selection set or apollo federation is not enabled for the type`,
      path,
    );
  const row = rowByKey(
    table,
    keyColumns(table).map((column) => keyColumnIs(column, key, path)),
    planRowFields(selectionsOf(sets, type, path, planning), table, planning),
  );
  return { kind: 'query', alias, source: table.source, query: row };
}

type Key = Readonly<Record<string, unknown>>;

function read(value: unknown, at: JsonPath): { readonly name: string; readonly key: Key } {
  const refuse = (message: string): EngineError =>
    new EngineError('validation-failed', message, at);
  if (!isObject(value)) throw refuse('representations is expecting a list of objects only');
  const { __typename: name, ...key } = value;
  if (name === undefined) throw refuse('__typename key not found');
  if (typeof name !== 'string') throw refuse('__typename can only be a string value');
  if (!isGraphqlName(name)) throw refuse(`${name} is not a valid graphql name`);
  return { name, key };
}

const keyColumns = ({ table, columns }: RoleTable): readonly RoleColumn[] =>
  (table.primaryKey?.columns ?? []).flatMap((name) => columns.get(name) ?? []);

/** Of what a gateway tells of an entity its key alone is looked at. */
function keyColumnIs(column: RoleColumn, key: Key, path: JsonPath): BoolExp {
  const { field } = column;
  const value = key[field];
  const problem =
    value === undefined
      ? `cannot find ${field} in _Any type`
      : valueProblem(value, column.column.type);
  if (problem !== null) throw new EngineError('validation-failed', problem, path);
  return columnIs(column, value);
}
