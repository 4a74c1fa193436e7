/** The answer to an introspection query → RemoteCatalog. Whether its types fit together is for schema/ to say. */
import { getIntrospectionQuery, parseConstValue } from 'graphql';
import { EngineError } from '../base/error.ts';
import { malformedJson } from '../base/json.ts';
import { JsonReader } from './json-reader.ts';
import type {
  RemoteCatalog,
  RemoteField,
  RemoteFields,
  RemoteInputValue,
  RemoteInputValues,
  RemoteType,
  TypeRef,
} from './remote-model.ts';

export const INTROSPECTION = {
  operationName: 'IntrospectionQuery',
  query: getIntrospectionQuery(),
} as const;

/** Throws where the text is no introspection, in the words of the original's JSON library. */
export function readIntrospection(text: string): RemoteCatalog {
  // What stands below `__schema` tells its place from there on: the original reads it with a parser of its own.
  const schema = new JsonReader(parse(text)).get('data').alone().get('__schema').alone();
  const types = schema
    .get('types')
    .list()
    .map((type) => readType(type));
  const root = (key: string): string | null => schema.find(key)?.get('name').name() ?? null;
  return {
    types: byName(types),
    roots: {
      query: schema.get('queryType').get('name').name(),
      mutation: root('mutationType'),
      subscription: root('subscriptionType'),
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EngineError('remote-schema-error', `Error in $: ${malformedJson(text)}`);
  }
}

const byName = <T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.name, item]));

function readType(type: JsonReader): RemoteType {
  const kind = type.get('kind').text();
  const named = { name: type.get('name').name(), description: describe(type) };
  switch (kind) {
    case 'SCALAR':
      return { kind: 'scalar', ...named };
    case 'OBJECT':
      return {
        kind: 'object',
        ...named,
        fields: readFields(type),
        interfaces: names(type, 'interfaces'),
      };
    case 'INTERFACE':
      return {
        kind: 'interface',
        ...named,
        fields: readFields(type),
        possible: names(type, 'possibleTypes'),
      };
    case 'UNION':
      return { kind: 'union', ...named, possible: names(type, 'possibleTypes') };
    case 'INPUT_OBJECT':
      return { kind: 'input', ...named, fields: readInputs(type, 'inputFields') };
    case 'ENUM': {
      const values = type.find('enumValues')?.list() ?? [];
      return {
        kind: 'enum',
        ...named,
        values: values.map((value) => ({
          name: value.get('name').name(),
          description: describe(value),
        })),
      };
    }
    default:
      return type.fail(`unknown kind: ${kind}`);
  }
}

const describe = (of: JsonReader): string | null => of.find('description')?.text() ?? null;

const names = (type: JsonReader, key: string): readonly string[] =>
  (type.find(key)?.list() ?? []).map((each) => each.get('name').name());

const readFields = (type: JsonReader): RemoteFields =>
  byName(
    (type.find('fields')?.list() ?? []).map(
      (field): RemoteField => ({
        name: field.get('name').name(),
        description: describe(field),
        type: readTypeRef(field.get('type')),
        args: readInputs(field, 'args'),
      }),
    ),
  );

const readInputs = (of: JsonReader, key: string): RemoteInputValues =>
  byName(
    (of.find(key)?.list() ?? []).map(
      (value): RemoteInputValue => ({
        name: value.get('name').name(),
        description: describe(value),
        type: readTypeRef(value.get('type')),
        defaultValue: readDefault(value),
      }),
    ),
  );

/** Of a default that cannot be read. */
const SHOWN_CHARACTERS_MAX = 100;
function readDefault(of: JsonReader): string | null {
  const found = of.find('defaultValue');
  if (found === null) return null;
  const text = found.text();
  try {
    parseConstValue(text, { noLocation: true });
  } catch {
    found.fail(`not a valid GraphQL value: ${text.slice(0, SHOWN_CHARACTERS_MAX)}`);
  }
  return text;
}

function readTypeRef(type: JsonReader): TypeRef {
  const kind = type.get('kind').text();
  switch (kind) {
    case 'NON_NULL': {
      const of = readTypeRef(type.get('ofType'));
      return of.isNullable ? { ...of, isNullable: false } : type.fail('a type is required twice');
    }
    case 'LIST':
      return { kind: 'list', of: readTypeRef(type.get('ofType')), isNullable: true };
    default:
      return { kind: 'named', name: type.get('name').name(), isNullable: true };
  }
}
