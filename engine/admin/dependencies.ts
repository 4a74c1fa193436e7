import { keyOf, type TableName } from '../catalog/model.ts';
import { isSameName } from '../metadata/command.ts';
import { EXTENSION_KEY, mapRowCondition } from '../metadata/model/extension.ts';
import type {
  EventTrigger,
  Metadata,
  RemoteRelationshipDefinition,
  RemoteSchemaMetadata,
  Source,
  TableMetadata,
} from '../metadata/model.ts';
import { type SchemaObject, schemaObjectKey, type TableMember } from '../metadata/schema-object.ts';
import {
  buildFieldOf,
  type Catalogs,
  type FieldOf,
  foreignKeyTarget,
  mapBoolExp,
} from './fields.ts';

/** Metadata and catalogs → what needs what. */

interface Dependency {
  readonly object: SchemaObject;
  readonly needs: readonly SchemaObject[];
}

/** Everything that would break without `objects`, at any distance; what belongs to a dropped table falls with it silently. */
export function dependentsOf(
  metadata: Metadata,
  catalogs: Catalogs,
  objects: readonly SchemaObject[],
): readonly SchemaObject[] {
  const dependencies = dependenciesOf(metadata, catalogs);
  const lost = new Map(objects.map((object) => [schemaObjectKey(object), object]));
  const found = new Map<string, SchemaObject>();
  for (;;) {
    const before = found.size;
    for (const { object, needs } of dependencies) {
      const key = schemaObjectKey(object);
      if (lost.has(key) || found.has(key) || isPartOf(object, objects)) continue;
      if (needs.some((need) => isLost(need, lost, found))) found.set(key, object);
    }
    if (found.size === before) return [...found.values()];
  }
}

function isLost(
  need: SchemaObject,
  lost: ReadonlyMap<string, SchemaObject>,
  found: ReadonlyMap<string, SchemaObject>,
): boolean {
  const key = schemaObjectKey(need);
  if (lost.has(key) || found.has(key)) return true;
  if (!('source' in need) || need.kind === 'source') return false;
  if (lost.has(schemaObjectKey({ kind: 'source', source: need.source }))) return true;
  return (
    'table' in need &&
    need.kind !== 'table' &&
    lost.has(schemaObjectKey({ kind: 'table', source: need.source, table: need.table }))
  );
}

const isPartOf = (object: SchemaObject, objects: readonly SchemaObject[]): boolean =>
  objects.some((whole) => holds(whole, object));

function holds(whole: SchemaObject, part: SchemaObject): boolean {
  switch (whole.kind) {
    case 'source':
      return 'source' in part && part.source === whole.source;
    case 'table':
      return 'table' in part && part.source === whole.source && isSameName(part.table, whole.table);
    case 'remote-schema':
      return (
        (part.kind === 'remote-schema-permission' && part.name === whole.name) ||
        (part.kind === 'remote-schema-relationship' && part.remote === whole.name)
      );
    default:
      return false;
  }
}

function dependenciesOf(metadata: Metadata, catalogs: Catalogs): readonly Dependency[] {
  const fieldOf = buildFieldOf(metadata, catalogs);
  return [
    ...metadata.sources.flatMap((source) => [
      ...source.tables.flatMap((table) => ofTable(source, table, catalogs, fieldOf)),
      ...ofFunctions(source, catalogs),
    ]),
    ...metadata.custom_types.objects.flatMap(({ name, relationships }): Dependency[] =>
      relationships.map((relationship) => ({
        object: { kind: 'custom-type', name },
        needs: [
          { kind: 'table', source: relationship.source, table: relationship.remote_table },
          ...Object.values(relationship.field_mapping).map(
            (column): TableMember => ({
              kind: 'column',
              source: relationship.source,
              table: relationship.remote_table,
              name: column,
            }),
          ),
        ],
      })),
    ),
    ...metadata.remote_schemas.flatMap(ofRemoteSchema),
  ];
}

function ofFunctions(source: Source, catalogs: Catalogs): readonly Dependency[] {
  return source.functions.map((entry) => {
    const [called] = catalogs.get(source.name)?.functions.get(keyOf(entry.function)) ?? [];
    const object = { kind: 'function', source: source.name, function: entry.function } as const;
    const returned = called?.returnsTable;
    return {
      object,
      needs: returned ? [{ kind: 'table', source: source.name, table: returned }] : [],
    };
  });
}

function ofTable(
  source: Source,
  table: TableMetadata,
  catalogs: Catalogs,
  fieldOf: FieldOf,
): readonly Dependency[] {
  const member = (kind: TableMember['kind'], name: string, of = table.table): TableMember => ({
    kind,
    source: source.name,
    table: of,
    name,
  });
  const columns = (names: readonly string[], of = table.table): TableMember[] =>
    names.map((name) => member('column', name, of));
  const whole = (name: TableName): SchemaObject => ({
    kind: 'table',
    source: source.name,
    table: name,
  });
  const relationships = [...table.object_relationships, ...table.array_relationships].map(
    ({ name, using }): Dependency => {
      const object = member('relationship', name);
      const key = using.foreign_key_constraint_on;
      if (key) {
        const target =
          key.table ?? foreignKeyTarget(catalogs.get(source.name), table.table, key.columns);
        return {
          object,
          needs: [
            ...(target ? [whole(target)] : []),
            ...columns(key.columns, key.table ?? table.table),
          ],
        };
      }
      const manual = using.manual_configuration;
      if (!manual) return { object, needs: [] };
      const mapping = Object.entries(manual.column_mapping);
      return {
        object,
        needs: [
          whole(manual.remote_table),
          ...columns(mapping.map(([ours]) => ours)),
          ...columns(
            mapping.map(([, theirs]) => theirs),
            manual.remote_table,
          ),
        ],
      };
    },
  );
  const computed = table.computed_fields.map(({ name, definition }): Dependency => {
    const [called] = catalogs.get(source.name)?.functions.get(keyOf(definition.function)) ?? [];
    return {
      object: member('computed-field', name),
      needs: [
        { kind: 'function', source: source.name, function: definition.function },
        ...(called?.returnsTable ? [whole(called.returnsTable)] : []),
      ],
    };
  });
  const isComputed = (name: string): boolean =>
    table.computed_fields.some((field) => field.name === name);
  const remote = table.remote_relationships.map(({ name, definition }): Dependency => {
    const left = leftFields(definition).map((field) =>
      member(isComputed(field) ? 'computed-field' : 'column', field),
    );
    return {
      object: member('remote-relationship', name),
      needs: [...rightSide(definition), ...left],
    };
  });
  const permissions = permissionsOf(source.name, table, fieldOf);
  const triggers = table.event_triggers.map((trigger) =>
    ofTrigger(source.name, table.table, trigger, fieldOf),
  );
  return [...relationships, ...computed, ...remote, ...permissions, ...triggers];
}

function ofTrigger(
  source: string,
  table: TableName,
  { name, definition, [EXTENSION_KEY]: extension }: EventTrigger,
  fieldOf: FieldOf,
): Dependency {
  const { insert, update, delete: deletion } = definition;
  const columns = [insert, update, deletion].flatMap((operation) => [
    ...(operation && operation.columns !== '*' ? operation.columns : []),
    ...(operation?.payload && operation.payload !== '*' ? operation.payload : []),
  ]);
  const conditional: SchemaObject[] = [];
  mapRowCondition(extension?.when ?? {}, (exp) => {
    conditional.push(...needsOfBoolExp(source, table, exp, fieldOf));
    return exp;
  });
  return {
    object: { kind: 'event-trigger', source, table, name },
    needs: [
      ...[...columns, ...(extension?.ordered_by ?? [])].map(
        (column): TableMember => ({ kind: 'column', source, table, name: column }),
      ),
      ...conditional,
    ],
  };
}

const leftFields = (definition: RemoteRelationshipDefinition): readonly string[] =>
  definition.kind === 'to_source' ? Object.keys(definition.field_mapping) : definition.lhs_fields;

/** What a remote relationship needs of where it leads. */
function rightSide(definition: RemoteRelationshipDefinition): readonly SchemaObject[] {
  if (definition.kind === 'to_remote_schema')
    return [{ kind: 'remote-schema', name: definition.remote_schema }];
  const { source, table, field_mapping } = definition;
  return [
    { kind: 'table', source, table },
    ...Object.values(field_mapping).map(
      (name): TableMember => ({ kind: 'column', source, table, name }),
    ),
  ];
}

/** Of a remote schema: its permissions, and what is joined to its types. */
function ofRemoteSchema({
  name: remote,
  permissions,
  remote_relationships,
}: RemoteSchemaMetadata): readonly Dependency[] {
  const whole: SchemaObject = { kind: 'remote-schema', name: remote };
  return [
    ...permissions.map(
      ({ role }): Dependency => ({
        object: { kind: 'remote-schema-permission', name: remote, role },
        needs: [whole],
      }),
    ),
    ...remote_relationships.flatMap(({ type_name: type, relationships }) =>
      relationships.map(
        ({ name, definition }): Dependency => ({
          object: { kind: 'remote-schema-relationship', remote, type, name },
          needs: [whole, ...rightSide(definition)],
        }),
      ),
    ),
  ];
}

function permissionsOf(
  source: string,
  table: TableMetadata,
  fieldOf: FieldOf,
): readonly Dependency[] {
  const named = (given: '*' | readonly string[] | undefined): readonly string[] =>
    given === undefined || given === '*' ? [] : given;
  const make = (
    kind: TableMember['kind'],
    role: string,
    columns: readonly string[],
    filters: readonly unknown[],
    computed: readonly string[] = [],
  ): Dependency => ({
    object: { kind, source, table: table.table, name: role },
    needs: [
      ...columns.map((name): TableMember => ({ kind: 'column', source, table: table.table, name })),
      ...computed.map(
        (name): TableMember => ({ kind: 'computed-field', source, table: table.table, name }),
      ),
      ...filters.flatMap((filter) => needsOfBoolExp(source, table.table, filter, fieldOf)),
    ],
  });
  return [
    ...table.insert_permissions.map(({ role, permission }) =>
      make(
        'insert-permission',
        role,
        [...named(permission.columns), ...Object.keys(permission.set)],
        [permission.check],
      ),
    ),
    ...table.select_permissions.map(({ role, permission }) =>
      make(
        'select-permission',
        role,
        named(permission.columns),
        [permission.filter],
        permission.computed_fields,
      ),
    ),
    ...table.update_permissions.map(({ role, permission }) =>
      make(
        'update-permission',
        role,
        [...named(permission.columns), ...Object.keys(permission.set)],
        [permission.filter, permission.check],
      ),
    ),
    ...table.delete_permissions.map(({ role, permission }) =>
      make('delete-permission', role, [], [permission.filter]),
    ),
  ];
}

function needsOfBoolExp(
  source: string,
  table: TableName,
  exp: unknown,
  fieldOf: FieldOf,
): readonly SchemaObject[] {
  const needs: SchemaObject[] = [];
  mapBoolExp(exp, table, table, {
    source,
    fieldOf,
    visit: (of, name, { kind }) => {
      needs.push({ kind, source, table: of, name });
      return name;
    },
    visitTable: (of) => {
      needs.push({ kind: 'table', source, table: of });
      return of;
    },
  });
  return needs;
}

/** Permissions that compare the column with a value of their own, or set it to one, read as the column's type. */
export function typeDependentsOf(
  metadata: Metadata,
  catalogs: Catalogs,
  source: string,
  table: TableName,
  column: string,
): readonly SchemaObject[] {
  const fieldOf = buildFieldOf(metadata, catalogs);
  const isBound = (of: TableName, filter: unknown): boolean => {
    let found = false;
    mapBoolExp(filter, of, of, {
      source,
      fieldOf,
      visit: (at, name, { kind }, value) => {
        found ||= kind === 'column' && name === column && isSameName(at, table) && isStatic(value);
        return name;
      },
      visitTable: (name) => name,
    });
    return found;
  };
  const given = metadata.sources.find(({ name }) => name === source);
  return (given?.tables ?? []).flatMap((entry) =>
    VERBS.flatMap((verb) =>
      entry[`${verb}_permissions`].flatMap(({ role, permission }): SchemaObject[] => {
        const filters = [
          'filter' in permission ? permission.filter : undefined,
          'check' in permission ? permission.check : undefined,
        ];
        const isPreset =
          'set' in permission && isSameName(entry.table, table) && isStatic(permission.set[column]);
        return isPreset || filters.some((filter) => isBound(entry.table, filter))
          ? [{ kind: `${verb}-permission`, source, table: entry.table, name: role }]
          : [];
      }),
    ),
  );
}
const VERBS = ['insert', 'select', 'update', 'delete'] as const;

/** A comparison with anything but a session variable. */
function isStatic(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'string') return !/^x-hasura-/i.test(value);
  if (Array.isArray(value)) return value.some(isStatic);
  if (typeof value === 'object') return Object.values(value).some(isStatic);
  return true;
}
