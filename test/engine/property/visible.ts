import {
  type Column,
  cellsOf,
  type Permission,
  type Table,
  type World,
  type WritePermission,
} from './world.ts';

/** What a role may see, by the permissions that it has or is made of. */

/** The permissions that a role is made of; none where it may not select from the table. */
export function permissionsOf(world: World, table: string, role: string): readonly Permission[] {
  const own = world.permissions.get(table)?.get(role);
  if (own) return [own];
  return (world.inherited.get(role) ?? []).flatMap((parent) => permissionsOf(world, table, parent));
}

export const maySelect = (world: World, table: string, role: string): boolean =>
  permissionsOf(world, table, role).length > 0;
export const mayAggregate = (world: World, table: string, role: string): boolean =>
  permissionsOf(world, table, role).some((permission) => permission.mayAggregate);
export const visibleColumns = (world: World, table: Table, role: string): readonly Column[] => {
  const permissions = permissionsOf(world, table.name, role);
  return cellsOf(table).filter(({ name }) =>
    permissions.some(({ columns }) => columns.includes(name)),
  );
};

export function limitOf(world: World, table: string, role: string): number | null {
  const limits = permissionsOf(world, table, role).map(({ limit }) => limit);
  return limits.includes(null) ? null : Math.max(...limits.map((limit) => limit ?? 0));
}

// ── what a role may write ──

export type Verb = 'insert' | 'update' | 'delete';

/** Its own, or what all parents that have one agree in; null where it may not write. */
export function writePermissionOf(
  world: World,
  table: string,
  role: string,
  verb: Verb,
): WritePermission | null {
  const own = world.writes.get(table)?.get(role);
  if (own) return own;
  const theirs = (world.inherited.get(role) ?? []).flatMap(
    (parent) => writePermissionOf(world, table, parent, verb) ?? [],
  );
  const [first] = theirs;
  const said = new Set(theirs.map((each) => JSON.stringify(ofVerb(each, verb))));
  return first !== undefined && said.size === 1 ? first : null;
}

const ofVerb = ({ filter, check, columns, presets }: WritePermission, verb: Verb): unknown =>
  verb === 'delete' ? filter : [check, columns, presets, ...(verb === 'update' ? [filter] : [])];
