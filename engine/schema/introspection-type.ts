import type { InputFieldDef, ObjectType, TypeRef } from './model.ts';
import { enumOf, field, inputField, object, type Registry } from './registry.ts';
import { list, named, nonNull } from './type-ref.ts';

/** The types of `__schema` and `__type`, as any others: plan/introspection.ts answers them from the role's schema. */
export function useIntrospectionTypes(types: Registry): void {
  for (const type of TYPES) types.use(type.name, 'object', () => type);
  types.use(TYPE_KIND.name, 'enum', () => TYPE_KIND);
  // What introspection and the arguments of directives are made of.
  for (const name of ['String', 'Boolean', 'Int']) types.scalar(name);
}

const MEANS = { kind: 'introspection-field' } as const;
const STRING = named('String');
const BOOLEAN = named('Boolean');
const listOf = (name: string): TypeRef => list(nonNull(named(name)));

const withDeprecated = (): readonly InputFieldDef[] => [
  inputField('includeDeprecated', BOOLEAN, { kind: 'plain' }, { defaultValue: 'false' }),
];

type Fields = readonly (readonly [
  name: string,
  type: TypeRef,
  args?: () => readonly InputFieldDef[],
])[];
const meta = (name: string, fields: Fields): ObjectType =>
  object(
    name,
    null,
    fields.map(([key, type, args]) => field(key, type, MEANS, { args })),
  );
const DEPRECATION: Fields = [
  ['isDeprecated', nonNull(BOOLEAN)],
  ['deprecationReason', STRING],
];
const NAMED: Fields = [
  ['name', nonNull(STRING)],
  ['description', STRING],
];

const KINDS = [
  'ENUM',
  'INPUT_OBJECT',
  'INTERFACE',
  'LIST',
  'NON_NULL',
  'OBJECT',
  'SCALAR',
  'UNION',
];

const TYPES: readonly ObjectType[] = [
  meta('__Schema', [
    ['description', STRING],
    ['types', nonNull(listOf('__Type'))],
    ['queryType', nonNull(named('__Type'))],
    ['mutationType', named('__Type')],
    ['subscriptionType', named('__Type')],
    ['directives', nonNull(listOf('__Directive'))],
  ]),
  meta('__Type', [
    ['kind', nonNull(named('__TypeKind'))],
    ['name', STRING],
    ['description', STRING],
    ['specifiedByURL', STRING],
    ['fields', listOf('__Field'), withDeprecated],
    ['interfaces', listOf('__Type')],
    ['possibleTypes', listOf('__Type')],
    ['enumValues', listOf('__EnumValue'), withDeprecated],
    ['inputFields', listOf('__InputValue'), withDeprecated],
    ['ofType', named('__Type')],
  ]),
  meta('__Field', [
    ...NAMED,
    ['args', nonNull(listOf('__InputValue')), withDeprecated],
    ['type', nonNull(named('__Type'))],
    ...DEPRECATION,
  ]),
  meta('__InputValue', [
    ...NAMED,
    ['type', nonNull(named('__Type'))],
    ['defaultValue', STRING],
    ...DEPRECATION,
  ]),
  meta('__EnumValue', [...NAMED, ...DEPRECATION]),
  meta('__Directive', [
    ...NAMED,
    ['locations', nonNull(listOf('String'))],
    ['args', nonNull(listOf('__InputValue')), withDeprecated],
    ['isRepeatable', nonNull(BOOLEAN)],
  ]),
];
const TYPE_KIND = enumOf(
  '__TypeKind',
  null,
  KINDS.map((name) => ({ name, value: name, description: null })),
);
