import type {
  FieldDef,
  InputFieldDef,
  NamedType,
  ObjectType,
  RoleSchema,
} from '../schema/model.ts';
import { printType } from '../schema/type-ref.ts';

/** A role's schema as SDL with the keys of its entities, for the gateway that composes it with others. */
export function printSchema(schema: RoleSchema): string {
  const types = [...schema.types.each()]
    .filter(({ name }) => !name.startsWith('__') && !OMITTED.has(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const roots = [
    `query: ${schema.query.name}`,
    ...(schema.mutation ? [`mutation: ${schema.mutation.name}`] : []),
    ...(schema.subscription ? [`subscription: ${schema.subscription.name}`] : []),
  ];
  const keys = entityKeys(schema.query);
  return [
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@extends", "@shareable"])',
    `schema { ${roots.join(' ')} }`,
    ...types.map((type) => printNamed(type, keys)),
  ].join('\n\n');
}

/** GraphQL's own scalars, and what a gateway adds by itself. */
const OMITTED = new Set(['Int', 'Float', 'String', 'Boolean', 'ID', '_Any', '_Entity', '_Service']);
const OMITTED_FIELDS = new Set(['_entities', '_service']);

type Keys = ReadonlyMap<string, readonly string[]>;
function entityKeys({ fields }: ObjectType): Keys {
  const means = fields.get('_entities')?.means;
  return means?.kind === 'federation-entities' ? means.keys : new Map();
}

function printNamed(type: NamedType, keys: Keys): string {
  const head = describe(type.description);
  switch (type.kind) {
    case 'scalar':
      return `${head}scalar ${type.name}`;
    case 'enum':
      return `${head}enum ${type.name} ${block([...type.values].map(([name, { description }]) => describe(description) + name))}`;
    case 'union':
      return `${head}union ${type.name} = ${type.possible.join(' | ')}`;
    case 'input':
      return `${head}input ${type.name} ${block([...type.fields.values()].map(printInput))}`;
    case 'object':
    case 'interface': {
      const key = keys.get(type.name);
      const directive = key === undefined ? '' : `@key(fields: "${key.join(' ')}") `;
      const fields = [...type.fields.values()].filter(({ name }) => !OMITTED_FIELDS.has(name));
      const keyword = type.kind === 'object' ? 'type' : 'interface';
      return `${head}${keyword} ${type.name} ${directive}${block(fields.map(printField))}`;
    }
  }
}

const block = (lines: readonly string[]): string =>
  `{\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;
const describe = (text: string | null): string => (text === null ? '' : `${JSON.stringify(text)} `);

function printField({ name, description, type, args }: FieldDef): string {
  const given = [...args.values()].map(printInput).join(', ');
  return `${describe(description)}${name}${given === '' ? '' : `(${given})`}: ${printType(type)}`;
}
const printInput = ({ name, description, type, defaultValue }: InputFieldDef): string =>
  `${describe(description)}${name}: ${printType(type)}${defaultValue === null ? '' : ` = ${defaultValue}`}`;
