import { keyOf, type TableName } from '../catalog/model.ts';
import type { RemoteObject } from '../catalog/remote-model.ts';
import { TRUE } from '../ir/bool-exp.ts';
import type { Features } from './features.ts';
import { type InheritedRoles, lineageOf, permissionsOf } from './inherited-role.ts';
import type { Joins, TrackedJoin } from './join/tracked.ts';
import type { FieldDef, JoinKey, RoleColumn, RoleRelationship, RoleTable } from './model.ts';
import type { Naming } from './naming.ts';
import type { Registry } from './registry.ts';
import { openRemote, type RemoteBuilder } from './remote/role-remote.ts';
import type { RemoteView, TrackedRemote } from './remote/tracked.ts';
import type {
  RootVisibility,
  TablePermissions,
  TrackedComputedField,
  TrackedSource,
  TrackedTable,
} from './tracked.ts';

/** A tracked table in the eyes of one role, with what its types are named by. */
export interface View extends RoleTable {
  readonly tracked: TrackedTable;
  readonly naming: Naming;
  readonly builder: Builder;
  readonly roots: RootVisibility;
  /** Of its types, by what they are for. */
  readonly typeNames: Map<string, string>;
  /** Columns that the role may select, in the order of the table. */
  readonly selectable: readonly RoleColumn[];
}

/** What the makers of one role's types share. */
export interface Builder {
  readonly role: string;
  /** The role with those that it inherits from. */
  readonly lineage: ReadonlySet<string>;
  readonly backendOnly: boolean;
  /** The schema of /v1beta1/relay. */
  readonly isRelay: boolean;
  readonly isFederated: boolean;
  readonly types: Registry;
  readonly sources: ReadonlyMap<string, TrackedSource>;
  readonly remotes: ReadonlyMap<string, TrackedRemote>;
  readonly joins: Joins;
  /** Handed down, because rows and types of remote schemas lead to each other. */
  readonly joinFields: JoinFields;
  readonly inferFunctionPermissions: boolean;
  readonly features: Features;
  /** Null where the role sees nothing of the remote schema. */
  remote(name: string): RemoteBuilder | null;
  view(source: TrackedSource, table: TableName): View | null;
  /** As view, of what is no table of the source: the rows of a native query. */
  viewOf(tracked: TrackedTable): View;
}

/** Fields that lead out of a type. `isVisible` says what of the type the role sees. */
export type JoinFields = (
  joins: readonly TrackedJoin[],
  isVisible: (key: JoinKey) => boolean,
  builder: Builder,
) => readonly FieldDef[];

const ALL_ROOTS: RootVisibility = { queryRoots: null, subscriptionRoots: null };

export function openBuilder(
  base: Omit<Builder, 'view' | 'viewOf' | 'remote' | 'lineage'>,
  inherited: InheritedRoles,
): Builder {
  const views = new Map<TrackedTable, View>();
  const remotes = new Map<string, RemoteBuilder | null>();
  const joinsOfType = (remote: string, { name, fields }: RemoteObject): readonly FieldDef[] => {
    const isVisible = (key: JoinKey): boolean => key.kind === 'field' && fields.has(key.name);
    const joins = base.joins.ofType.get(remote)?.get(name) ?? [];
    return base.joinFields(joins, isVisible, builder);
  };
  const builder: Builder = {
    ...base,
    lineage: lineageOf(base.role, inherited),
    remote: (name) => {
      let remote = remotes.get(name);
      if (remote === undefined) {
        const tracked = base.remotes.get(name);
        const view = tracked && remoteViewOf(tracked, base.role);
        remote =
          tracked && view ? openRemote(tracked, view, (type) => joinsOfType(name, type)) : null;
        remotes.set(name, remote);
        if (remote !== null) base.types.join(remote.types);
      }
      return remote;
    },
    view: (source, name) => {
      const tracked = source.tables.get(keyOf(name));
      return tracked === undefined ? null : builder.viewOf(tracked);
    },
    viewOf: (tracked) => {
      let view = views.get(tracked);
      if (view === undefined) {
        const permissions =
          base.role === 'admin'
            ? adminPermissions(tracked)
            : permissionsOf(tracked, base.role, inherited);
        view = viewOf(tracked, permissions, builder);
        views.set(tracked, view);
      }
      return view;
    },
  };
  return builder;
}

/** Null where the role sees nothing of the remote schema. */
const remoteViewOf = ({ whole, permissions }: TrackedRemote, role: string): RemoteView | null =>
  permissions === null || role === 'admin' ? whole : (permissions.get(role) ?? null);

const isWritable = ({ column }: RoleColumn): boolean =>
  !column.isGenerated && column.identity !== 'always';

function adminPermissions({ columns, computedFields }: TrackedTable): TablePermissions {
  const writable = new Set(
    [...columns.values()].filter(isWritable).map(({ column }) => column.name),
  );
  const shared = { columns: writable, presets: new Map(), backendOnly: false, validateInput: null };
  return {
    select: {
      filter: TRUE,
      limit: null,
      allowAggregations: true,
      columns: new Map([...columns.keys()].map((name) => [name, null])),
      computedFields: new Map([...computedFields.keys()].map((name) => [name, null])),
      ...ALL_ROOTS,
    },
    insert: { check: TRUE, ...shared },
    update: { filter: TRUE, check: TRUE, ...shared },
    delete: { filter: TRUE, backendOnly: false, validateInput: null },
  };
}

function viewOf(
  tracked: TrackedTable,
  permissions: TablePermissions | null,
  builder: Builder,
): View {
  const { source, table, base, columns, metadata } = tracked;
  const mayUse = <P extends { readonly backendOnly: boolean }>(
    permission: P | null | undefined,
  ): P | null =>
    permission && (builder.backendOnly || !permission.backendOnly) ? permission : null;
  const select = permissions?.select ?? null;
  let relationships: ReadonlyMap<string, RoleRelationship> | null = null;
  let selectable: readonly RoleColumn[] | null = null;
  const view: View = {
    tracked,
    builder,
    naming: source.naming,
    source: source.name,
    table,
    typeName: base.text,
    isEnum: metadata.is_enum,
    columns,
    get relationships() {
      relationships ??= relationshipsOf(tracked, builder);
      return relationships;
    },
    computedFields: tracked.computedFields,
    typeNames: new Map(),
    select,
    get selectable() {
      selectable ??= [...columns.values()].filter(({ column }) => select?.columns.has(column.name));
      return selectable;
    },
    roots: select ?? ALL_ROOTS,
    insert: mayUse(permissions?.insert),
    update: mayUse(permissions?.update),
    delete: mayUse(permissions?.delete),
  };
  return view;
}

function relationshipsOf(
  { source, relationships }: TrackedTable,
  builder: Builder,
): ReadonlyMap<string, RoleRelationship> {
  const seen = new Map<string, RoleRelationship>();
  for (const { name, kind, on, insertion, isNullable, target } of relationships.values()) {
    const view = builder.view(source, target);
    if (view === null || !view.tracked.isExposed) continue;
    seen.set(name, { name, kind, on, insertion, isNullable, when: null, target: () => view });
  }
  return seen;
}

export interface VisibleRelationship {
  readonly relationship: RoleRelationship;
  readonly target: View;
  readonly description: string | null;
}
/** Relationships to tables that the role may select from. */
export const visibleRelationships = (view: View): readonly VisibleRelationship[] =>
  [...view.relationships.values()].flatMap((relationship) => {
    const target = relationship.target() as View;
    const description = view.tracked.relationships.get(relationship.name)?.description ?? null;
    return target.select === null ? [] : [{ relationship, target, description }];
  });

/** Computed fields of a scalar that the role may select. */
export const visibleScalars = ({ tracked, select }: View): readonly TrackedComputedField[] =>
  select === null
    ? []
    : [...tracked.computedFields.values()].filter(
        ({ name, returnsTable }) => returnsTable === null && select.computedFields.has(name),
      );

export interface VisibleRows {
  readonly field: TrackedComputedField;
  readonly target: View;
}
/** Computed fields of rows: whoever may select from the table that they return may select them. */
export const visibleRows = ({ tracked, builder, select }: View): readonly VisibleRows[] =>
  select === null
    ? []
    : [...tracked.computedFields.values()].flatMap((field) => {
        if (field.returnsTable === null) return [];
        const target = builder.view(tracked.source, field.returnsTable);
        return target?.select && target.tracked.isExposed ? [{ field, target }] : [];
      });

/** Arguments besides the row and the session, which a client gives. */
export const hasArguments = ({ function: fn, sessionArgument }: TrackedComputedField): boolean =>
  fn.args.length > (sessionArgument === null ? 1 : 2);

/** Whether Relay has global ids of its rows: a table needs a primary key for that. */
export const isNode = ({ builder, table }: View): boolean =>
  builder.isRelay && table.primaryKey !== null;

/** Kept: a look at all types asks for each a dozen times, and finds it by the text that it has at hand. */
export function typeName(
  { naming, tracked, typeNames }: View,
  ...suffix: readonly string[]
): string {
  const key = suffix.length === 1 ? (suffix[0] as string) : suffix.join(' ');
  let name = typeNames.get(key);
  if (name === undefined) {
    name = naming.type(tracked.base, ...suffix);
    typeNames.set(key, name);
  }
  return name;
}
export const rawTypeName = ({ naming, tracked }: View, suffix: string): string =>
  naming.rawType(tracked.base, suffix);
