import { useIntrospectionTypes } from './introspection-type.ts';
import type { FieldDef, NamedType, ObjectType, RoleSchema } from './model.ts';
import { mutationFields } from './mutation-root.ts';
import { functionFields, queryFields, subscriptionFields } from './query-root.ts';
import { byName, field } from './registry.ts';
import type { TrackedSource } from './tracked.ts';
import { nonNull } from './type-ref.ts';
import type { Builder, View } from './view.ts';

/** Tracked sources → what one role may see. */
export function buildRoleSchema(builder: Builder, mayIntrospect: boolean): RoleSchema {
  const sources = [...builder.sources.values()];
  const query = sources.flatMap((source) => rootFields(source, builder, 'query'));
  const mutation = sources.flatMap((source) => rootFields(source, builder, 'mutation'));
  const subscription = sources.flatMap((source) => rootFields(source, builder, 'subscription'));
  const { types } = builder;
  // GraphQL wants a query root even where there is nothing to ask for.
  const queries = query.length > 0 ? query : [noQueries(builder)];
  useIntrospectionTypes(types);
  const root = (
    name: string,
    fields: readonly FieldDef[],
    description: string | null = null,
  ): ObjectType => {
    const made: ObjectType = {
      kind: 'object',
      name,
      description,
      fields: byName(fields),
      interfaces: [],
    };
    types.use(name, (): NamedType => made);
    return made;
  };
  return {
    role: builder.role,
    types,
    backendOnly: builder.backendOnly,
    mayIntrospect,
    query: root('query_root', queries),
    mutation: mutation.length === 0 ? null : root('mutation_root', mutation, 'mutation root'),
    subscription: subscription.length === 0 ? null : root('subscription_root', subscription),
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
  ];
  const namespace = source.metadata.customization.root_fields?.namespace;
  if (namespace === undefined || fields.length === 0) return fields;
  const suffix = { query: 'query', mutation: 'mutation_frontend', subscription: 'subscription' }[
    kind
  ];
  const name = source.naming.type({ text: namespace, isCustom: true }, suffix);
  const type = builder.types.use(name, () => ({
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
    return view === null ? [] : FIELDS_OF[kind](view);
  });
}
