import type { TableName } from '../catalog/model.ts';
import { connectionArgs, connectionType } from './connection-type.ts';
import type { FieldDef, TypeRef } from './model.ts';
import { byName, field, inputField } from './registry.ts';
import { rowType } from './row.ts';
import { nonNull } from './type-ref.ts';
import { type Builder, isNode, typeName, type View } from './view.ts';

/** The schema of Relay: connections in place of lists, and `node` by global id. */

/** `author_connection` among the root fields. */
export function connectionFields(view: View): readonly FieldDef[] {
  const { naming, tracked } = view;
  if (view.select === null || !isNode(view)) return [];
  return [
    field(
      naming.rootField(naming.root('', tracked.base, '_connection')),
      nonNull(connectionType(view, rowType(view))),
      { kind: 'connection', table: view },
      {
        description: `fetch data from the table: "${tracked.label}"`,
        args: () => connectionArgs(view),
      },
    ),
  ];
}

/** `node(id: ID!): Node` */
export function nodeField(builder: Builder): FieldDef {
  return field(
    'node',
    nodeType(builder),
    { kind: 'node', find: (name) => findNode(builder, name) },
    {
      args: () => [
        inputField(
          'id',
          nonNull(builder.types.scalar('ID')),
          { kind: 'plain' },
          {
            description: 'A globally unique id',
          },
        ),
      ],
    },
  );
}

export function nodeType(builder: Builder): TypeRef {
  return builder.types.use('Node', 'interface', () => ({
    kind: 'interface',
    name: 'Node',
    description: 'An object with globally unique ID',
    fields: byName([
      field(
        'id',
        nonNull(builder.types.scalar('ID')),
        { kind: 'typename' },
        {
          description: 'A globally unique identifier',
        },
      ),
    ]),
    possible: nodeViews(builder).map((view) => {
      rowType(view);
      return typeName(view);
    }),
  }));
}

const nodeViews = (builder: Builder): readonly View[] =>
  [...builder.sources.values()].flatMap((source) =>
    [...source.tables.values()].flatMap(({ table, isExposed }) => {
      const view = isExposed ? builder.view(source, table.name) : null;
      return view?.select && isNode(view) ? [view] : [];
    }),
  );

function findNode(builder: Builder, name: TableName): { table: View; type: string } | null {
  for (const source of builder.sources.values()) {
    const view = builder.view(source, name);
    if (!view?.select || !isNode(view) || !view.tracked.isExposed) continue;
    const type = rowType(view);
    return { table: view, type: type.kind === 'named' ? type.name : '' };
  }
  return null;
}
