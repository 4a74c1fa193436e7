import type { Cells, Change, Write } from './mutation.ts';
import { conditionSql, eyesOf, operand } from './oracle.ts';
import { visibleColumns, writePermissionOf } from './visible.ts';
import {
  columnsOf,
  type Filter,
  ID,
  type Scalar,
  type Table,
  type World,
  type WritePermission,
} from './world.ts';

/** A write as plain SQL, by the rules of permissions and by nothing of the engine's. */

/**
 * Statements to run one after the other. Each answers one row: `ok`, whether the permission's check holds for all rows
 * written, how many there are, and the rows themselves as an array's text. Null where the role may not write.
 */
export function writeSql(write: Write, world: World): readonly string[] | null {
  const { table, role } = write;
  const verb = write.kind === 'update-many' ? 'update' : write.kind;
  const permission = writePermissionOf(world, table.name, role, verb);
  if (permission === null) return null;
  switch (write.kind) {
    case 'insert':
      return [insertSql(table, write.rows, permission, world, conflictSql(write, world))];
    case 'update': {
      const where = write.key === null ? write.change.where : isKey(write.key);
      return [updateSql({ ...write.change, where }, write, permission, world)];
    }
    case 'update-many':
      return write.changes.map((change) => updateSql(change, write, permission, world));
    case 'delete': {
      const where = write.key === null ? write.where : isKey(write.key);
      const change = `DELETE FROM ${nameOf(table, world)} AS t WHERE ${mayWrite(permission, where, write, world)}`;
      return [told(change, 'true')];
    }
  }
}

const nameOf = ({ name }: Table, { schema }: World): string => `${schema}.${name}`;

/** A check that is not known to hold does not hold. */
const told = (change: string, check: string): string =>
  `WITH w AS (${change} RETURNING t AS r, coalesce(${check}, false) AS ok)
   SELECT coalesce(bool_and(ok), true) AS ok, count(*)::int AS affected, coalesce(array_agg(r)::text, '{}') AS written FROM w`;

/** What a role is shown of the rows written, once they are: $1 is their array. */
export function seenSql(table: Table, role: string, world: World): string {
  const eyes = eyesOf(world, role);
  const cells = visibleColumns(world, table, role).map(
    (column) => `'${column.name}', ${eyes.cell(table.name, column, 't')}`,
  );
  const row = `json_build_object(${cells.join(', ')})`;
  return `SELECT coalesce(json_agg(${row} ORDER BY t.id), '[]') AS seen FROM unnest($1::${nameOf(table, world)}[]) AS t`;
}

export function insertSql(
  table: Table,
  rows: readonly Cells[],
  permission: WritePermission,
  world: World,
  conflict = '',
): string {
  const names = columnsOf(table).map((column) => column.name);
  const preset = new Map(presetsOf(table, permission));
  const values = rows.map(
    (cells) => `(${names.map((each) => preset.get(each) ?? literal(cells[each])).join(', ')})`,
  );
  const change = `INSERT INTO ${nameOf(table, world)} AS t (${names.join(', ')}) VALUES ${values.join(', ')} ${conflict}`;
  return told(change, conditionSql(permission.check, table.name, 't', world));
}

function updateSql(
  { where, set, inc }: Change,
  write: Write,
  permission: WritePermission,
  world: World,
): string {
  const { table } = write;
  const assigned = [
    ...Object.entries(set).map(([key, value]) => `${key} = ${literal(value)}`),
    ...Object.entries(inc).map(([key, value]) => `${key} = t.${key} + ${literal(value)}`),
    ...presetsOf(table, permission).map(([key, value]) => `${key} = ${value}`),
  ];
  const change = `UPDATE ${nameOf(table, world)} AS t SET ${assigned.join(', ')} WHERE ${mayWrite(permission, where, write, world)}`;
  return told(change, conditionSql(permission.check, table.name, 't', world));
}

function mayWrite(
  { filter }: WritePermission,
  where: Filter,
  { table, role }: Write,
  world: World,
): string {
  return [
    conditionSql(filter, table.name, 't', world),
    conditionSql(where, table.name, 't', world, eyesOf(world, role)),
  ].join(' AND ');
}

const presetsOf = (table: Table, { presets }: WritePermission) =>
  columnsOf(table).flatMap((column) => {
    const value = presets[column.name];
    return value === undefined ? [] : [[column.name, operand(value, column.type)] as const];
  });

const isKey = (value: number): Filter => ({
  kind: 'compare',
  column: ID,
  op: '_eq',
  value: { kind: 'constant', value },
});

function conflictSql(write: Extract<Write, { kind: 'insert' }>, world: World): string {
  const { conflict, table, role } = write;
  if (conflict === null) return '';
  const on = `ON CONFLICT ON CONSTRAINT ${table.name}_pkey DO`;
  const permission = writePermissionOf(world, table.name, role, 'update');
  if (conflict.columns.length === 0 || permission === null) return `${on} NOTHING`;
  const set = [
    ...conflict.columns.map((name) => `${name} = EXCLUDED.${name}`),
    ...presetsOf(table, permission).map(([name, value]) => `${name} = ${value}`),
  ];
  return `${on} UPDATE SET ${set.join(', ')} WHERE ${mayWrite(permission, conflict.where, write, world)}`;
}

const literal = (value: Scalar | null | undefined): string =>
  value === null || value === undefined ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`;
