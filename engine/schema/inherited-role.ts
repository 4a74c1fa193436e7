import { type BoolExp, TRUE } from '../ir/bool-exp.ts';
import type { SelectPermission } from './model.ts';
import type { RootVisibility, TablePermissions, TrackedTable } from './tracked.ts';

/** Roles that are made of roles: by name, the parents. */
export type InheritedRoles = ReadonlyMap<string, readonly string[]>;

type Select = NonNullable<TablePermissions['select']>;

/** What a role may do with a table: by its own permission, or by those it inherits. */
export function permissionsOf(
  table: TrackedTable,
  role: string,
  inherited: InheritedRoles,
  seen: readonly string[] = [],
): TablePermissions | null {
  const own = table.permissions.get(role) ?? null;
  const parents = inherited.get(role);
  if (parents === undefined || seen.includes(role)) return own;
  const theirs = parents.flatMap((parent) => {
    const found = permissionsOf(table, parent, inherited, [...seen, role]);
    return found === null ? [] : [found];
  });
  if (theirs.length === 0) return own;
  return {
    // A permission of its own overrides what it would inherit.
    select: own?.select ?? uniteSelects(theirs.flatMap(({ select }) => (select ? [select] : []))),
    insert: own?.insert ?? agreed(theirs.map(({ insert }) => insert)),
    update: own?.update ?? agreed(theirs.map(({ update }) => update)),
    delete: own?.delete ?? agreed(theirs.map((permissions) => permissions.delete)),
  };
}

/** Permissions to write are inherited only where all parents that have one say the same. */
function agreed<T>(permissions: readonly (T | null)[]): T | null {
  const [first, ...others] = permissions.filter((permission) => permission !== null);
  if (first === undefined) return null;
  const text = fingerprint(first);
  return others.every((other) => fingerprint(other) === text) ? first : null;
}
export const fingerprint = (permission: unknown): string =>
  JSON.stringify(permission, (_, value: unknown) => {
    if (value instanceof Set) return [...value].sort();
    return value instanceof Map ? [...value] : value;
  });

/** Verbs in which the parents of a role contradict each other, so that it inherits nothing. */
export function conflictsOf(
  table: TrackedTable,
  role: string,
  inherited: InheritedRoles,
): readonly ('insert' | 'update' | 'delete')[] {
  const own = table.permissions.get(role) ?? null;
  const theirs = (inherited.get(role) ?? []).flatMap((parent) => {
    const found = permissionsOf(table, parent, inherited, [role]);
    return found === null ? [] : [found];
  });
  return (['insert', 'update', 'delete'] as const).filter((verb) => {
    const given = theirs.flatMap((permissions) => permissions[verb] ?? []);
    return given.length > 1 && (own?.[verb] ?? null) === null && agreed<unknown>(given) === null;
  });
}

/** The rows of any of them; a cell only by those that let its row through and list its column. */
function uniteSelects(selects: readonly Select[]): Select | null {
  const [only, ...others] = selects;
  if (only === undefined) return null;
  if (others.length === 0) return only;
  return {
    filter: anyOf(selects.map(({ filter }) => filter)),
    limit: selects.some(({ limit }) => limit === null)
      ? null
      : Math.max(...selects.map(({ limit }) => limit ?? 0)),
    allowAggregations: selects.some(({ allowAggregations }) => allowAggregations),
    columns: uniteCells(selects, ({ columns }) => columns),
    computedFields: uniteCells(selects, ({ computedFields }) => computedFields),
    queryRoots: uniteRoots(selects, ({ queryRoots }) => queryRoots),
    subscriptionRoots: uniteRoots(selects, ({ subscriptionRoots }) => subscriptionRoots),
  };
}

type Cells = SelectPermission['columns'];

function uniteCells(selects: readonly Select[], cellsOf: (select: Select) => Cells): Cells {
  const united = new Map<string, BoolExp | null>();
  for (const name of new Set(selects.flatMap((select) => [...cellsOf(select).keys()]))) {
    const givers = selects.filter((select) => cellsOf(select).has(name));
    const isAlways =
      givers.length === selects.length &&
      givers.every((select) => cellsOf(select).get(name) === null);
    const conditions = givers.map((select) => {
      const inner = cellsOf(select).get(name) ?? null;
      return inner === null ? select.filter : both(select.filter, inner);
    });
    united.set(name, isAlways ? null : anyOf(conditions));
  }
  return united;
}

function uniteRoots(
  selects: readonly Select[],
  rootsOf: (select: RootVisibility) => ReadonlySet<string> | null,
): ReadonlySet<string> | null {
  const roots = selects.map(rootsOf);
  if (roots.includes(null)) return null;
  return new Set(roots.flatMap((each) => [...(each ?? [])]));
}

const isTrue = (exp: BoolExp): boolean => exp.kind === 'and' && exp.of.length === 0;
const both = (one: BoolExp, other: BoolExp): BoolExp =>
  isTrue(one) ? other : { kind: 'and', of: [one, other] };
/** A row that everyone may see needs no look at the others. */
const anyOf = (of: readonly BoolExp[]): BoolExp => (of.some(isTrue) ? TRUE : { kind: 'or', of });

/** The role with all that it is made of. */
export function lineageOf(role: string, inherited: InheritedRoles): ReadonlySet<string> {
  const found = new Set([role]);
  for (const each of found) for (const parent of inherited.get(each) ?? []) found.add(parent);
  return found;
}
