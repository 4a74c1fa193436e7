import { EngineError } from '../base/error.ts';
import type { Column, PgType, Table } from '../catalog/model.ts';
import type { LogicalModel, LogicalModelType, NativeQuery } from '../metadata/model.ts';
import type { Draft } from './draft.ts';
import { filterToBoolExp } from './filter.ts';
import { type Complaints, orComplain } from './inconsistency.ts';
import { relationshipsOf } from './query-relationship.ts';
import type { NativeQueryArgument, NativeQueryPiece, RoleColumn } from './role-model.ts';
import { outputOf } from './scalar.ts';
import type {
  QueryRelationships,
  TrackedNativeQuery,
  TrackedQueryRelationship,
  TrackedSource,
  TrackedTable,
} from './tracked.ts';

/**
 * Native queries: SQL that stands among the root fields. Its logical model is treated as a table that only selects, so
 * that permissions, filters and orders are those of tables.
 */
export interface NativeQueries {
  readonly queries: readonly TrackedNativeQuery[];
  readonly relationships: QueryRelationships;
}

export function trackNativeQueries(source: TrackedSource, complaints: Complaints): NativeQueries {
  const models = new Map<string, Draft>();
  for (const model of source.metadata.logical_models) {
    const object = { kind: 'logical_model', source: source.name, name: model.name } as const;
    const found = orComplain(complaints, object, model, '', () => modelOf(source, model));
    if (found !== null) models.set(model.name, found);
  }
  const queries = new Map<string, TrackedNativeQuery>();
  const tried = <T>(query: NativeQuery, work: () => T): T | null => {
    const name = query.root_field_name;
    return orComplain(
      complaints,
      { kind: 'native_query', source: source.name, name },
      query,
      '',
      work,
    );
  };
  for (const query of source.metadata.native_queries) {
    const found = tried(query, () => resolve(query, models));
    if (found !== null) queries.set(query.root_field_name, found);
  }
  const relationships = new Map<TrackedTable, readonly TrackedQueryRelationship[]>();
  // Queries lead to each other, so all are there before the first relationship is looked at.
  for (const query of source.metadata.native_queries) {
    const found = queries.get(query.root_field_name);
    if (found === undefined) continue;
    const known = relationships.get(found.model) ?? [];
    const all = tried(query, () => relationshipsOf(query, found, source, queries, known));
    if (all === null) queries.delete(query.root_field_name);
    else relationships.set(found.model, all);
  }
  return { queries: [...queries.values()], relationships };
}

function resolve(query: NativeQuery, models: ReadonlyMap<string, Draft>): TrackedNativeQuery {
  const model = models.get(query.returns);
  if (model === undefined)
    throw new EngineError('not-found', `The logical model ${query.returns} could not be found`);
  const args = new Map(
    Object.entries(query.arguments).map(([name, { type, nullable, description }]) => {
      const argument: NativeQueryArgument = {
        name,
        type: typeNamed(type),
        isNullable: nullable,
        description: description ?? null,
      };
      return [name, argument];
    }),
  );
  const pieces = piecesOf(query.code);
  for (const piece of pieces)
    if (piece.kind === 'argument' && !args.has(piece.name))
      throw new EngineError(
        'validation-failed',
        `Native query "${query.root_field_name}": the argument "${piece.name}" is not declared`,
      );
  return {
    name: query.root_field_name,
    description: query.description ?? null,
    pieces,
    args,
    model,
  };
}

/** Text and `{{argument}}` by turns. */
export function piecesOf(code: string): readonly NativeQueryPiece[] {
  // What ends a statement has no place inside of another.
  const text = code.replace(/[;\s]+$/, '');
  return text.split(/\{\{\s*(\w+)\s*\}\}/).flatMap((part, i): readonly NativeQueryPiece[] => {
    if (i % 2 === 1) return [{ kind: 'argument', name: part }];
    return part === '' ? [] : [{ kind: 'text', text: part }];
  });
}

/** Names that SQL has for a type, to those that pg_type has. */
const TYPE_NAME: Readonly<Record<string, string>> = {
  int: 'int4',
  integer: 'int4',
  serial: 'int4',
  bigint: 'int8',
  bigserial: 'int8',
  smallint: 'int2',
  boolean: 'bool',
  real: 'float4',
  'double precision': 'float8',
  decimal: 'numeric',
  'character varying': 'varchar',
  character: 'bpchar',
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  'time with time zone': 'timetz',
  'time without time zone': 'time',
};
function typeNamed(written: string): PgType {
  if (!/^[\w"., [\]()-]+$/.test(written))
    throw new EngineError('parse-failed', `${JSON.stringify(written)} is not the name of a type`);
  const text = written.trim().toLowerCase();
  if (text.endsWith('[]')) {
    const element = typeNamed(text.slice(0, -2));
    const name = `_${element.name}`;
    return { name, schema: 'pg_catalog', kind: 'base', sqlName: `${element.sqlName}[]`, element };
  }
  const name = TYPE_NAME[text] ?? text;
  return { name, schema: 'pg_catalog', kind: 'base', sqlName: name };
}

/** Null where there is another logical model in it: such a field is one only by a relationship of its name. */
function fieldType(type: LogicalModelType): PgType | null {
  if ('scalar' in type) return typeNamed(type.scalar);
  if ('array' in type) {
    const element = fieldType(type.array);
    if (element === null) return null;
    return {
      name: `_${element.name}`,
      schema: 'pg_catalog',
      kind: 'base',
      sqlName: `${element.sqlName}[]`,
      element,
    };
  }
  return null;
}

/** Whether a field is of another logical model, or a list of them. */
export const isNested = (type: LogicalModelType): boolean =>
  'logical_model' in type || ('array' in type && isNested(type.array));

function modelOf(source: TrackedSource, model: LogicalModel): Draft {
  const columns = new Map<string, RoleColumn>(
    model.fields.flatMap(({ name, type, description }, i): [string, RoleColumn][] => {
      const columnType = fieldType(type);
      if (columnType === null) return [];
      const column: Column = {
        name,
        position: i + 1,
        type: columnType,
        isNullable: type.nullable,
        hasDefault: false,
        isGenerated: true, // nothing can be written
        identity: 'none',
        description: description ?? null,
      };
      const output = outputOf(column.type, source.stringifyNumerics);
      return [[name, { column, field: source.naming.field(name), enumTable: null, output }]];
    }),
  );
  const draft: Draft = {
    source,
    table: tableOf(model, columns),
    metadata: EMPTY_TABLE,
    base: { text: model.name, isCustom: true },
    label: model.name,
    isExposed: true,
    columns,
    relationships: new Map(),
    computedFields: new Map(),
    permissions: new Map(),
    enumValues: null,
  };
  for (const { role, permission } of model.select_permissions) {
    const listed = model.fields.map(({ name }) => name);
    const names = permission.columns === '*' ? listed : permission.columns;
    for (const name of names)
      if (!listed.includes(name))
        throw new EngineError('not-exists', `column "${name}" does not exist`);
    const select = {
      filter: filterToBoolExp(permission.filter, draft),
      limit: null,
      allowAggregations: false,
      columns: new Map(names.map((name) => [name, null])),
      computedFields: new Map(),
      queryRoots: null,
      subscriptionRoots: null,
    };
    draft.permissions.set(role, { select, insert: null, update: null, delete: null });
  }
  return draft;
}

const EMPTY_TABLE: Draft['metadata'] = {
  table: { schema: '', name: '' },
  is_enum: false,
  configuration: { custom_root_fields: {}, column_config: {} },
  object_relationships: [],
  array_relationships: [],
  computed_fields: [],
  remote_relationships: [],
  insert_permissions: [],
  select_permissions: [],
  update_permissions: [],
  delete_permissions: [],
  event_triggers: [],
};

const tableOf = (model: LogicalModel, columns: ReadonlyMap<string, RoleColumn>): Table => ({
  name: { schema: '', name: model.name },
  oid: 0,
  kind: 'view',
  columns: new Map([...columns].map(([name, { column }]) => [name, column])),
  primaryKey: null,
  uniqueConstraints: [],
  foreignKeys: [],
  isInsertable: false,
  isUpdatable: false,
  isDeletable: false,
  description: model.description ?? null,
});
