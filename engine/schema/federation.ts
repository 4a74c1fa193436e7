import type { FieldDef } from './model.ts';
import { field, inputField, object } from './registry.ts';
import { rowType } from './row.ts';
import { list, nonNull } from './type-ref.ts';
import { type Builder, typeName, type View } from './view.ts';
import { keyColumns } from './write-type.ts';

/** `_service` and `_entities`: how a gateway of Apollo federation meets us. */
export function federationFields(builder: Builder): readonly FieldDef[] {
  const { types } = builder;
  const service = types.use('_Service', 'object', () =>
    object('_Service', null, [
      field(
        'sdl',
        nonNull(types.scalar('String')),
        { kind: 'introspection-field' },
        {
          description: 'SDL representation of schema',
        },
      ),
    ]),
  );
  const fields = [field('_service', nonNull(service), { kind: 'federation-service' })];
  const entities = entitiesOf(builder);
  if (entities.size === 0) return fields;
  const entity = types.use('_Entity', 'union', () => ({
    kind: 'union',
    name: '_Entity',
    description: 'A union of all types that use the @key directive',
    possible: [...entities.values()].map((view) => {
      rowType(view);
      return typeName(view);
    }),
  }));
  const keys = new Map(
    [...entities].map(([name, view]) => [
      name,
      (keyColumns(view) ?? []).map(({ field: column }) => column),
    ]),
  );
  const means = {
    kind: 'federation-entities',
    keys,
    find: (name: string) => entities.get(name) ?? null,
  } as const;
  const args = () => [
    inputField('representations', nonNull(list(nonNull(types.scalar('_Any')))), { kind: 'plain' }),
  ];
  return [...fields, field('_entities', nonNull(list(entity)), means, { args })];
}

/** Tables that metadata opens to federation, by the name of their rows' type. */
function entitiesOf(builder: Builder): ReadonlyMap<string, View> {
  const found = new Map<string, View>();
  for (const source of builder.sources.values())
    for (const { table, isExposed, metadata } of source.tables.values()) {
      if (!isExposed || metadata.apollo_federation_config === undefined) continue;
      const view = builder.view(source, table.name);
      if (view?.select && keyColumns(view) !== null) found.set(typeName(view), view);
    }
  return found;
}
