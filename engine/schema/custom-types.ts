/** The types that actions are made of: checked against each other and the catalogs, once for all roles. */
import { Kind, parseType, type TypeNode } from 'graphql';
import { EngineError } from '../base/error.ts';
import { keyOf, type Table } from '../catalog/model.ts';
import type { CustomObject, CustomTypes } from '../metadata/model.ts';
import type { TypeRef } from './model.ts';
import { qualified } from './naming.ts';
import { elementOf, scalarName } from './scalar.ts';
import type { TrackedSource } from './tracked.ts';
import { list, named, nonNull } from './type-ref.ts';

/** A type as metadata writes it: `[SampleInput!]!`. */
export function readType(text: string): TypeRef {
  try {
    return fromNode(parseType(text, { noLocation: true }));
  } catch {
    throw new EngineError('parse-failed', `not a valid GraphQL type: ${text}`);
  }
}
function fromNode(node: TypeNode): TypeRef {
  switch (node.kind) {
    case Kind.NON_NULL_TYPE:
      return nonNull(fromNode(node.type));
    case Kind.LIST_TYPE:
      return list(fromNode(node.type));
    case Kind.NAMED_TYPE:
      return named(node.name.value);
  }
}
export const baseName = (type: TypeRef): string =>
  type.kind === 'list' ? baseName(type.of) : type.name;

export const GRAPHQL_SCALARS: ReadonlySet<string> = new Set([
  'Int',
  'Float',
  'String',
  'Boolean',
  'ID',
]);
/** Scalars of Postgres that may be named without any column having them. */
const POSTGRES_SCALARS: readonly string[] = (
  'smallint bigint serial bigserial float8 numeric money bpchar char varchar text citext date ' +
  'timestamp timestamptz time timetz interval json jsonb uuid bytea inet cidr macaddr bit varbit ' +
  'xml point line box path polygon circle geometry geography raster ltree lquery ltxtquery ' +
  'tsvector tsquery int4range int8range numrange tsrange tstzrange daterange name oid'
).split(' ');

/** All names that stand for a scalar of a source. */
export function scalarNames(sources: ReadonlyMap<string, TrackedSource>): ReadonlySet<string> {
  const names = new Set(POSTGRES_SCALARS);
  for (const { catalog } of sources.values())
    for (const table of catalog.tables.values())
      for (const { type } of table.columns.values()) names.add(scalarName(elementOf(type)));
  return names;
}

/** The custom types by kind, and the scalars around them. */
export interface TypeTable {
  readonly enums: ReadonlyMap<string, CustomTypes['enums'][number]>;
  readonly inputs: ReadonlyMap<string, CustomTypes['input_objects'][number]>;
  readonly objects: ReadonlyMap<string, CustomObject>;
  readonly scalars: ReadonlyMap<string, CustomTypes['scalars'][number]>;
  /** Of GraphQL and of the sources. */
  readonly known: ReadonlySet<string>;
}

export function buildTypeTable(
  types: CustomTypes,
  sources: ReadonlyMap<string, TrackedSource>,
): TypeTable {
  const byName = <T extends { readonly name: string }>(items: readonly T[]) =>
    new Map(items.map((item) => [item.name, item]));
  return {
    enums: byName(types.enums),
    inputs: byName(types.input_objects),
    objects: byName(types.objects),
    scalars: byName(types.scalars),
    known: new Set([...GRAPHQL_SCALARS, ...scalarNames(sources)]),
  };
}

export const isScalar = (name: string, { scalars, enums, known }: TypeTable): boolean =>
  scalars.has(name) || enums.has(name) || known.has(name);

/** Throws with everything that is wrong, in the original's words. */
export function checkCustomTypes(
  types: CustomTypes,
  table: TypeTable,
  sources: ReadonlyMap<string, TrackedSource>,
): void {
  const reasons = [
    ...duplicateTypes(types),
    ...types.enums.flatMap(({ name, values }) =>
      repeated(values.map(({ value }) => value)).map(
        (value) => `the enum type ${quoted(name)} has duplicate values: ${quoted(value)}`,
      ),
    ),
    ...types.input_objects.flatMap((input) => inputReasons(input, table)),
    ...types.objects.flatMap((object) => objectReasons(object, table, sources)),
  ];
  if (reasons.length === 0) return;
  const told =
    reasons.length === 1
      ? (reasons[0] ?? '')
      : `for the following reasons: \n${reasons.map((reason) => ` • ${reason}`).join('\n')}\n`;
  const because = reasons.length === 1 ? `because ${told}` : told;
  throw new EngineError(
    'invalid-configuration',
    `validation for the given custom types failed ${because}`,
  );
}

const quoted = (name: string): string => JSON.stringify(name);
const repeated = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
];

function duplicateTypes({
  enums,
  input_objects,
  objects,
  scalars,
}: CustomTypes): readonly string[] {
  const all = [...scalars, ...enums, ...input_objects, ...objects].map(({ name }) => name);
  const twice = repeated([...GRAPHQL_SCALARS, ...all]);
  return twice.length === 0 ? [] : [`duplicate type names: ${twice.map(quoted).join(', ')}`];
}

function inputReasons(
  { name, fields }: CustomTypes['input_objects'][number],
  table: TypeTable,
): readonly string[] {
  const twice = repeated(fields.map((field) => field.name)).map(
    (field) =>
      `the input object ${quoted(name)} has multiple fields with the same name: ${quoted(field)}`,
  );
  const unknown = fields.flatMap((field) => {
    const type = baseName(readType(field.type));
    if (isScalar(type, table) || table.inputs.has(type)) return [];
    return [
      `the type ${quoted(type)} for field ${quoted(field.name)} in input object ${quoted(name)} does not exist`,
    ];
  });
  return [...twice, ...unknown];
}

function objectReasons(
  object: CustomObject,
  table: TypeTable,
  sources: ReadonlyMap<string, TrackedSource>,
): readonly string[] {
  const { name, fields, relationships } = object;
  const names = [...fields.map((field) => field.name), ...relationships.map((each) => each.name)];
  const twice = repeated(names).map(
    (field) =>
      `multiple fields or relationships found for an object type ${quoted(name)} with the same name: ${quoted(field)}`,
  );
  const unknown = fields.flatMap((field) => {
    const type = baseName(readType(field.type));
    if (isScalar(type, table) || table.objects.has(type)) return [];
    return [
      `the type ${quoted(type)} for field ${quoted(field.name)} in  object type ${quoted(name)} does not exist`,
    ];
  });
  const related = relationships.flatMap((each) =>
    relationshipReasons(object, each, table, sources),
  );
  return [...twice, ...unknown, ...related];
}

function relationshipReasons(
  { name: type, fields }: CustomObject,
  { name, field_mapping, remote_table, source }: CustomObject['relationships'][number],
  { objects }: TypeTable,
  sources: ReadonlyMap<string, TrackedSource>,
): readonly string[] {
  const target: Table | undefined = sources.get(source)?.tables.get(keyOf(remote_table))?.table;
  const remote = quoted(qualified(remote_table));
  if (!target)
    return [
      `the remote table ${remote} for relationship ${quoted(name)} of object type ${quoted(type)} does not exist`,
    ];
  return Object.entries(field_mapping).flatMap(([ours, theirs]) => {
    const field = fields.find((each) => each.name === ours);
    if (!field)
      return [
        `the field ${quoted(ours)} for relationship ${quoted(name)} in object type ${quoted(type)} does not exist`,
      ];
    const where = `the type of the field ${quoted(ours)} for relationship ${quoted(name)} in object type ${quoted(type)}`;
    const fieldType = readType(field.type);
    if (fieldType.kind === 'list') return [`${where} is a list type`];
    if (objects.has(fieldType.name)) return [`${where} is an object type`];
    if (target.columns.has(theirs)) return [];
    return [
      `the column ${quoted(theirs)} of remote table ${remote} for relationship ${quoted(name)} of object type ${quoted(type)} does not exist`,
    ];
  });
}
