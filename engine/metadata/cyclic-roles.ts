import { EngineError } from '../base/error.ts';
import type { Metadata } from './model.ts';

/** Roles that are made of each other are made of nothing: such metadata is refused as a whole. */
export function refuseCyclicRoles({ inherited_roles }: Metadata): void {
  const parents = new Map(inherited_roles.map(({ role_name, role_set }) => [role_name, role_set]));
  const done = new Set<string>();
  const visit = (role: string, way: readonly string[]): void => {
    if (way.includes(role)) {
      const cycle = [...way.slice(way.indexOf(role)), role];
      throw new EngineError(
        'cyclic-dependency',
        `found cycle(s) in roles: ${JSON.stringify(cycle)}`,
      );
    }
    if (done.has(role)) return;
    for (const parent of parents.get(role) ?? []) visit(parent, [...way, role]);
    done.add(role);
  };
  for (const role of parents.keys()) visit(role, []);
}
