import type { InputFieldDef, TypeRef } from './model.ts';
import { field, inputField, object } from './registry.ts';
import { selectArgs } from './select-args.ts';
import { list, nonNull } from './type-ref.ts';
import { type Builder, typeName, type View } from './view.ts';

/** `authorConnection` */
export function connectionType(view: View, row: TypeRef): TypeRef {
  const { types } = view.builder;
  const name = typeName(view, 'connection').replace(/_connection$/, 'Connection');
  return types.use(name, 'object', () =>
    object(name, `A Relay connection object on "${view.tracked.label}"`, [
      field('pageInfo', nonNull(pageInfoType(view.builder)), { kind: 'page-info' }),
      field('edges', nonNull(list(nonNull(edgeType(view, row)))), { kind: 'edges' }),
    ]),
  );
}

function edgeType(view: View, row: TypeRef): TypeRef {
  const { types } = view.builder;
  const name = typeName(view, 'edge').replace(/_edge$/, 'Edge');
  return types.use(name, 'object', () =>
    object(name, null, [
      field('cursor', nonNull(types.scalar('String')), { kind: 'cursor' }),
      field('node', nonNull(row), { kind: 'edge-node' }),
    ]),
  );
}

function pageInfoType({ types }: Builder): TypeRef {
  const flag = nonNull(types.scalar('Boolean'));
  const cursor = nonNull(types.scalar('String'));
  const means = { kind: 'page-info-field' } as const;
  return types.use('PageInfo', 'object', () =>
    object('PageInfo', null, [
      field('hasNextPage', flag, means),
      field('hasPreviousPage', flag, means),
      field('startCursor', cursor, means),
      field('endCursor', cursor, means),
    ]),
  );
}

/** `first`, `last`, `after`, `before` in place of `limit` and `offset`. */
export function connectionArgs(view: View): readonly InputFieldDef[] {
  const { types } = view.builder;
  const shared = selectArgs(view).filter(
    ({ means: { kind } }) => kind !== 'limit' && kind !== 'offset',
  );
  return [
    ...shared,
    inputField('first', types.scalar('Int'), { kind: 'first' }),
    inputField('last', types.scalar('Int'), { kind: 'last' }),
    inputField('after', types.scalar('String'), { kind: 'after' }),
    inputField('before', types.scalar('String'), { kind: 'before' }),
  ];
}
