import type { Change, Write } from './mutation.ts';
import { filterToJson } from './query-document.ts';
import { maySelect, visibleColumns } from './visible.ts';
import type { World } from './world.ts';

/** A write as GraphQL, under the key `m`. */

export interface WriteDocument {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export function writeDocument(write: Write, world: World): WriteDocument {
  const { schema } = world;
  const { table, role } = write;
  const type = `${schema}_${table.name}`;
  const seen = maySelect(world, table.name, role)
    ? visibleColumns(world, table, role).map(({ name }) => name)
    : [];
  const row = `{ ${seen.join(' ')} }`;
  const answer = `{ affected_rows ${seen.length > 0 ? `returning ${row}` : ''} }`;
  switch (write.kind) {
    case 'insert':
      return insertDocument(write, world, seen.length > 0, answer);
    case 'update': {
      const { args, declared, variables } = operators(write.change, type);
      return write.key === null
        ? {
            query: `mutation ($where: ${type}_bool_exp!${declared}) { m: update_${type}(where: $where${args}) ${answer} }`,
            variables: { where: filterToJson(write.change.where, schema), ...variables },
          }
        : {
            query: `mutation ($id: Int!${declared}) { m: update_${type}_by_pk(pk_columns: {id: $id}${args}) ${row} }`,
            variables: { id: write.key, ...variables },
          };
    }
    case 'update-many':
      return {
        query: `mutation ($updates: [${type}_updates!]!) { m: update_${type}_many(updates: $updates) ${answer} }`,
        variables: {
          updates: write.changes.map(({ where, set, inc }) => ({
            where: filterToJson(where, schema),
            ...(isEmpty(set) ? {} : { _set: set }),
            ...(isEmpty(inc) ? {} : { _inc: inc }),
          })),
        },
      };
    case 'delete':
      return write.key === null
        ? {
            query: `mutation ($where: ${type}_bool_exp!) { m: delete_${type}(where: $where) ${answer} }`,
            variables: { where: filterToJson(write.where, schema) },
          }
        : {
            query: `mutation ($id: Int!) { m: delete_${type}_by_pk(id: $id) ${row} }`,
            variables: { id: write.key },
          };
  }
}

function insertDocument(
  { conflict, rows, table }: Extract<Write, { kind: 'insert' }>,
  { schema }: World,
  mayFilter: boolean,
  answer: string,
): WriteDocument {
  const type = `${schema}_${table.name}`;
  if (conflict === null)
    return {
      query: `mutation ($rows: [${type}_insert_input!]!) { m: insert_${type}(objects: $rows) ${answer} }`,
      variables: { rows },
    };
  const where = mayFilter ? { where: filterToJson(conflict.where, schema) } : {};
  return {
    query: `mutation ($rows: [${type}_insert_input!]!, $conflict: ${type}_on_conflict) {
      m: insert_${type}(objects: $rows, on_conflict: $conflict) ${answer} }`,
    variables: {
      rows,
      conflict: { constraint: `${table.name}_pkey`, update_columns: conflict.columns, ...where },
    },
  };
}

const isEmpty = (cells: object): boolean => Object.keys(cells).length === 0;

/** Only the operators that have columns: a role may have no number to add to. */
function operators({ set, inc }: Change, type: string) {
  const used = [
    { name: 'set', cells: set },
    { name: 'inc', cells: inc },
  ].filter(({ cells }) => !isEmpty(cells));
  return {
    args: used.map(({ name }) => `, _${name}: $${name}`).join(''),
    declared: used.map(({ name }) => `, $${name}: ${type}_${name}_input`).join(''),
    variables: Object.fromEntries(used.map(({ name, cells }) => [name, cells])),
  };
}
