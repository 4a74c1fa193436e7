import { EngineError } from '../base/error.ts';
import type { Metadata } from '../metadata/model.ts';
import { type Complaints, complainOfParents, orComplain } from './inconsistency.ts';
import { conflictsOf, type InheritedRoles } from './inherited-role.ts';
import { qualified } from './naming.ts';
import type { TrackedSource, TrackedTable } from './tracked.ts';

type Entry = Metadata['inherited_roles'][number];

/** Metadata → the inherited roles that can be made: all of whose parents there are. What they cannot inherit is told. */
export function trackInheritedRoles(
  metadata: Metadata,
  sources: ReadonlyMap<string, TrackedSource>,
  complaints: Complaints,
): InheritedRoles {
  const found = withParents(metadata, complaints);
  const inherited: InheritedRoles = new Map(
    found.map(({ role_name, role_set }) => [role_name, role_set]),
  );
  for (const entry of found)
    for (const { tables } of sources.values())
      for (const table of tables.values())
        for (const verb of conflictsOf(table, entry.role_name, inherited))
          complainOfParents(complaints, entry.role_name, conflictIn(table, verb));
  return inherited;
}

function conflictIn({ table: { name }, source }: TrackedTable, verb: string) {
  const table = qualified(name);
  return {
    text: `${verb} permission, table: ${table}, source: '${source.name}'`,
    entity: { table, source: source.name, permission_type: verb },
  };
}

function withParents(metadata: Metadata, complaints: Complaints): readonly Entry[] {
  const { inherited_roles: entries } = metadata;
  const named = new Set([...ownRoles(metadata), ...entries.map(({ role_name }) => role_name)]);
  let found = entries.filter((entry) => {
    const missing = entry.role_set.filter((role) => !named.has(role));
    if (missing.length === 0) return true;
    const { role_name: role } = entry;
    complain(
      entry,
      `in inherited role ${role}: the following parent role(s) are not found: ${missing.join(', ')} which are required to construct the inherited role: "${role}"`,
      complaints,
    );
    return false;
  });
  // One that could not be made takes along those that are made of it.
  for (;;) {
    const there = new Set([...ownRoles(metadata), ...found.map(({ role_name }) => role_name)]);
    const lost = found.filter(({ role_set }) => role_set.some((role) => !there.has(role)));
    if (lost.length === 0) return found;
    for (const entry of lost) {
      const parent = entry.role_set.find((role) => !there.has(role));
      complain(entry, `parent role "${parent}" does not exist`, complaints);
    }
    found = found.filter((entry) => !lost.includes(entry));
  }
}

/** Roles that metadata gives a permission of their own. */
const ownRoles = ({ sources, remote_schemas, actions }: Metadata): ReadonlySet<string> =>
  new Set(
    [
      ...sources.flatMap(({ tables, functions, logical_models }) => [
        ...tables.flatMap((table) => [
          ...table.insert_permissions,
          ...table.select_permissions,
          ...table.update_permissions,
          ...table.delete_permissions,
        ]),
        ...functions.flatMap(({ permissions }) => permissions),
        ...logical_models.flatMap(({ select_permissions }) => select_permissions),
      ]),
      ...remote_schemas.flatMap(({ permissions }) => permissions),
      ...actions.flatMap(({ permissions }) => permissions),
    ].map(({ role }) => role),
  );

function complain(entry: Entry, reason: string, complaints: Complaints): void {
  const object = { kind: 'inherited_role', name: entry.role_name } as const;
  orComplain(complaints, object, entry, '', () => {
    throw new EngineError('invalid-configuration', reason);
  });
}
