import type { CustomRootFields } from '../metadata/model.ts';
import type { Naming } from './naming.ts';
import type { TrackedFunction } from './tracked.ts';
import type { View } from './view.ts';

export type RootKind = keyof CustomRootFields;
export interface RootName {
  readonly name: string;
  readonly comment: string | null;
}

const DEFAULT: { readonly [Kind in RootKind]: readonly [prefix: string, suffix: string] } = {
  select: ['', ''],
  select_by_pk: ['', '_by_pk'],
  select_aggregate: ['', '_aggregate'],
  select_stream: ['', '_stream'],
  insert: ['insert_', ''],
  insert_one: ['insert_', '_one'],
  update: ['update_', ''],
  update_by_pk: ['update_', '_by_pk'],
  update_many: ['update_', '_many'],
  delete: ['delete_', ''],
  delete_by_pk: ['delete_', '_by_pk'],
};

/** What the root fields of a table are called: by convention, unless its configuration says otherwise. */
export function rootNames({ naming, tracked }: Pick<View, 'naming' | 'tracked'>): {
  readonly [Kind in RootKind]: RootName;
} {
  const custom = tracked.metadata.configuration.custom_root_fields;
  const nameOf = (kind: RootKind): RootName => {
    const [prefix, suffix] = DEFAULT[kind];
    const given = custom[kind];
    const name = given?.name ?? naming.root(prefix, tracked.base, suffix);
    return { name: naming.rootField(name), comment: given?.comment ?? null };
  };
  return {
    select: nameOf('select'),
    select_by_pk: nameOf('select_by_pk'),
    select_aggregate: nameOf('select_aggregate'),
    select_stream: nameOf('select_stream'),
    insert: nameOf('insert'),
    insert_one: nameOf('insert_one'),
    update: nameOf('update'),
    update_by_pk: nameOf('update_by_pk'),
    update_many: nameOf('update_many'),
    delete: nameOf('delete'),
    delete_by_pk: nameOf('delete_by_pk'),
  };
}

/** What the root fields of a tracked function are called. */
export function functionRootNames(
  { base, metadata }: TrackedFunction,
  naming: Naming,
): { readonly rows: string; readonly aggregate: string } {
  const custom = metadata.configuration.custom_root_fields;
  return {
    rows: naming.rootField(custom.function ?? naming.root('', base, '')),
    aggregate: naming.rootField(custom.function_aggregate ?? naming.root('', base, '_aggregate')),
  };
}
