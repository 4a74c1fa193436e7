import { federationFields } from './federation.ts';
import { useIntrospectionTypes } from './introspection-type.ts';
import type { FieldDef, ObjectType, RoleSchema } from './model.ts';
import { mutationFields } from './mutation-root.ts';
import {
  functionFields,
  nativeQueryFields,
  queryFields,
  subscriptionFields,
} from './query-root.ts';
import { byName, field } from './registry.ts';
import { connectionFields, nodeField } from './relay.ts';
import type { TrackedSource } from './tracked.ts';
import { nonNull } from './type-ref.ts';
import type { Builder, View } from './view.ts';

/** Tracked sources and remote schemas → what one role may see. */
export function buildRoleSchema(
  builder: Builder,
  mayIntrospect: boolean,
  actions: (kind: Kind) => readonly FieldDef[],
): RoleSchema {
  const { types } = builder;
  useIntrospectionTypes(types);
  const fieldsOf = (kind: Kind): readonly FieldDef[] => {
    const fields = [...builder.sources.values()].flatMap((source) =>
      rootFields(source, builder, kind),
    );
    if (builder.isRelay) {
      const hasNodes = kind !== 'mutation' && fields.length > 0;
      return [...fields, ...(hasNodes ? [nodeField(builder)] : []), ...actions(kind)];
    }
    // Relay's schema has no remote schemas, in the original neither.
    const remote = [...builder.remotes.keys()].flatMap(
      (name) => builder.remote(name)?.roots(kind) ?? [],
    );
    return [...fields, ...actions(kind), ...remote];
  };
  const root = (name: string, fields: readonly FieldDef[], description: string | null) => {
    const made: ObjectType = {
      kind: 'object',
      name,
      description,
      fields: byName(fields),
      interfaces: [],
    };
    types.use(name, 'object', () => made);
    return made;
  };
  const query = once(() => {
    const fields = [
      ...fieldsOf('query'),
      ...(builder.isFederated && !builder.isRelay ? federationFields(builder) : []),
    ];
    // GraphQL wants a query root even where there is nothing to ask for.
    return root('query_root', fields.length > 0 ? fields : [noQueries(builder)], null);
  });
  const mutation = once(() => {
    const fields = fieldsOf('mutation');
    return fields.length === 0 ? null : root('mutation_root', fields, 'mutation root');
  });
  const subscription = once(() => {
    const fields = fieldsOf('subscription');
    return fields.length === 0 ? null : root('subscription_root', fields, null);
  });
  const makeRoots = (): void => {
    for (const make of [query, mutation, subscription]) make();
  };
  return {
    role: builder.role,
    types: {
      get: types.get,
      kindOf: types.kindOf,
      find: (name) => {
        makeRoots();
        return types.find(name);
      },
      each: (options) => {
        makeRoots();
        return types.each(options);
      },
    },
    get remotes() {
      return [...builder.remotes.keys()].flatMap((name) => builder.remote(name)?.role ?? []);
    },
    backendOnly: builder.backendOnly,
    mayIntrospect,
    features: builder.features,
    // Each root is made when first asked for: a role that only reads never pays for what writes.
    get query() {
      return query();
    },
    get mutation() {
      return mutation();
    },
    get subscription() {
      return subscription();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const NO_QUERIES =
  "There are no queries available to the current role. Either there are no sources or remote schemas configured, or the current role doesn't have the required permissions.";

const noQueries = ({ types }: Builder): FieldDef =>
  field(
    'no_queries_available',
    nonNull(types.scalar('String')),
    { kind: 'constant', json: JSON.stringify(NO_QUERIES) },
    { description: NO_QUERIES },
  );

type Kind = 'query' | 'mutation' | 'subscription';

function rootFields(source: TrackedSource, builder: Builder, kind: Kind): readonly FieldDef[] {
  const fields = [
    ...tableFields(source, builder, kind),
    ...source.functions
      .filter((fn) => fn.isMutation === (kind === 'mutation'))
      .flatMap((fn) => functionFields(fn, source, builder)),
    ...(kind === 'mutation' || builder.isRelay
      ? []
      : source.nativeQueries.flatMap((query) => nativeQueryFields(query, source, builder))),
  ];
  const namespace = source.metadata.customization.root_fields?.namespace;
  if (namespace === undefined || fields.length === 0) return fields;
  const suffix = { query: 'query', mutation: 'mutation_frontend', subscription: 'subscription' }[
    kind
  ];
  const name = source.naming.type({ text: namespace, isCustom: true }, suffix);
  const type = builder.types.use(name, 'object', () => ({
    kind: 'object',
    name,
    description: null,
    fields: byName(fields),
    interfaces: [],
  }));
  return [field(namespace, nonNull(type), { kind: 'namespace' })];
}

const FIELDS_OF: { readonly [K in Kind]: (view: View) => readonly FieldDef[] } = {
  query: queryFields,
  mutation: mutationFields,
  subscription: subscriptionFields,
};

function tableFields(source: TrackedSource, builder: Builder, kind: Kind): readonly FieldDef[] {
  return [...source.tables.values()].flatMap(({ table, isExposed }) => {
    const view = isExposed ? builder.view(source, table.name) : null;
    if (view === null) return [];
    return builder.isRelay && kind !== 'mutation' ? connectionFields(view) : FIELDS_OF[kind](view);
  });
}
