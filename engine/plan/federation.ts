/** Apollo federation: `_service` tells the schema, `_entities` fetches rows by the keys that a gateway holds. */
import { EngineError } from '../base/error.ts';
import type { FieldMeaning } from '../schema/model.ts';
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
  value: unknown,
  { find }: Extract<FieldMeaning, { kind: 'federation-entities' }>,
  { alias, path, sets }: Selection,
  planning: Planning,
  index: number,
): Root {
  const at = [...path, 'args', 'representations', index];
  const refuse = (message: string): EngineError =>
    new EngineError('validation-failed', message, at);
  if (!isObject(value)) throw refuse("expected an object for type '_Any'");
  const { __typename: name, ...key } = value;
  if (typeof name !== 'string') throw refuse("missing required field '__typename'");
  const table = find(name);
  const type = planning.schema.types.get(name);
  if (table === null || type?.kind !== 'object')
    throw refuse(
      `Type ${name} is not found in selection set or apollo federation is not enabled for the type`,
    );
  const byField = new Map([...table.columns.values()].map((column) => [column.field, column]));
  const conditions = Object.entries(key).map(([field, given]) => {
    const column = byField.get(field);
    if (column === undefined) throw refuse(`field '${field}' not found in type: '${name}'`);
    return columnIs(column, given);
  });
  for (const column of table.table.primaryKey?.columns ?? [])
    if (!conditions.some(({ left }) => left.kind === 'column' && left.name === column))
      throw refuse(`Required field ${column} not found in the representation`);
  const fields = planRowFields(selectionsOf(sets, type, path, planning), table, planning);
  return { kind: 'query', alias, source: table.source, query: rowByKey(table, conditions, fields) };
}
