/** What a role may see of a remote schema → its types under their names here, each made when first asked for. */
import type {
  RemoteField,
  RemoteFields,
  RemoteInputValues,
  RemoteObject,
  RemoteType,
  TypeRef,
} from '../../catalog/remote-model.ts';
import type { RemoteValue } from '../../ir/remote.ts';
import type { FieldDef, InputFieldDef, NamedType, RoleJoin, RoleRemote } from '../model.ts';
import {
  enumOf,
  field,
  inputField,
  inputObject,
  object,
  openRegistry,
  type Registry,
} from '../registry.ts';
import { type Hidden, hiddenOf } from './hidden.ts';
import { type Related, relate } from './relate.ts';
import type { RemoteView, TrackedRemote } from './tracked.ts';

export type Operation = 'query' | 'mutation' | 'subscription';

/** A remote schema with what the makers of a role's types need of it. */
export interface RemoteBuilder {
  readonly tracked: TrackedRemote;
  readonly view: RemoteView;
  readonly role: RoleRemote;
  readonly types: Registry;
  /** Its root fields, or the one field that they stand below. */
  roots(operation: Operation): readonly FieldDef[];
  /** A field of somebody else's type that leads here; null where the role does not see what it asks for. */
  joinField(name: string, key: RoleJoin['key'], related: Related): FieldDef | null;
}

/** Fields of a type of the remote that lead elsewhere. */
export type JoinFieldsOf = (type: RemoteObject) => readonly FieldDef[];

export function openRemote(
  tracked: TrackedRemote,
  view: RemoteView,
  joinFieldsOf: JoinFieldsOf = () => [],
): RemoteBuilder {
  const { name, definition, names } = tracked;
  const types = openRegistry();
  const made = new Map<string, RemoteType>();
  const typeNamed = (type: string) => view.catalog.types.get(type) ?? made.get(type);
  const hidden = hiddenOf(typeNamed, view.presets);
  const role: RoleRemote = {
    name,
    definition,
    types,
    originalType: names.originalType,
    hiddenIn(inputType) {
      const found = typeNamed(names.originalType(inputType));
      return found?.kind === 'input' ? hidden.among(found.fields) : NOTHING;
    },
    hidesWithin: (inputType) => hidden.isWithin(names.originalType(inputType)),
  };
  const makers: Makers = { tracked, view, role, types, hidden, made, typeNamed, joinFieldsOf };
  return {
    tracked,
    view,
    role,
    types,
    roots: (operation) => rootFields(operation, makers),
    joinField: (field, key, related) => joinField(field, key, related, makers),
  };
}
const NOTHING: ReadonlyMap<string, RemoteValue> = new Map();

interface Makers {
  readonly tracked: TrackedRemote;
  readonly view: RemoteView;
  readonly role: RoleRemote;
  readonly types: Registry;
  readonly hidden: Hidden;
  /** Types of arguments that relationships give in part. */
  readonly made: Map<string, RemoteType>;
  typeNamed(name: string): RemoteType | undefined;
  readonly joinFieldsOf: JoinFieldsOf;
}

function joinField(
  name: string,
  key: RoleJoin['key'],
  related: Related,
  makers: Makers,
): FieldDef | null {
  const { view, hidden, made, role } = makers;
  const relation = relate(related, view, hidden, made);
  if (relation === null) return null;
  const target = { kind: 'remote-schema', remote: role, steps: relation.steps } as const;
  return field(
    name,
    use(relation.type, makers),
    { kind: 'join', join: { key, target } },
    { args: () => inputsOf(relation.rest, makers) },
  );
}

function rootFields(operation: Operation, makers: Makers): readonly FieldDef[] {
  const { tracked, view, role } = makers;
  const name = view.catalog.roots[operation];
  const root = name === null ? undefined : view.catalog.types.get(name);
  if (root?.kind !== 'object' || root.fields.size === 0) return [];
  const { namespace } = tracked.names;
  if (namespace === null) return fieldsOf(root.name, root.fields, makers);
  const type = use({ kind: 'named', name: root.name, isNullable: true }, makers);
  return [field(namespace, type, { kind: 'remote-namespace', remote: role })];
}

/** A reference to the type by its name here, made known to the remote's registry. */
function use(type: TypeRef, makers: Makers): TypeRef {
  if (type.kind === 'list') return { ...type, of: use(type.of, makers) };
  const { tracked, typeNamed, types } = makers;
  const name = tracked.names.type(type.name);
  const found = typeNamed(type.name) ?? {
    kind: 'scalar',
    name: type.name,
    description: null,
  };
  types.use(name, found.kind, () => makeType(name, found, makers));
  return { kind: 'named', name, isNullable: type.isNullable };
}

function makeType(name: string, type: RemoteType, makers: Makers): NamedType {
  const { description } = type;
  const known = (others: readonly string[]): readonly string[] =>
    others.map((other) => baseName(use({ kind: 'named', name: other, isNullable: true }, makers)));
  switch (type.kind) {
    case 'object':
      return object(
        name,
        description,
        [...fieldsOf(type.name, type.fields, makers), ...makers.joinFieldsOf(type)],
        known(type.interfaces),
      );
    case 'interface': {
      const fields = new Map(
        fieldsOf(type.name, type.fields, makers).map((each) => [each.name, each]),
      );
      return { kind: 'interface', name, description, fields, possible: known(type.possible) };
    }
    case 'union':
      return { kind: 'union', name, description, possible: known(type.possible) };
    case 'input':
      return inputObject(name, description, inputsOf(type.fields, makers));
    case 'enum':
      return enumOf(
        name,
        description,
        type.values.map((value) => ({ ...value, value: value.name })),
      );
    case 'scalar':
      return { kind: 'scalar', name, description, catalogName: null };
  }
}
const baseName = (type: TypeRef): string => (type.kind === 'list' ? baseName(type.of) : type.name);

const fieldsOf = (type: string, fields: RemoteFields, makers: Makers): readonly FieldDef[] =>
  [...fields.values()].map((each) => fieldDef(type, each, makers));

function fieldDef(parent: string, { name, description, type, args }: RemoteField, makers: Makers) {
  const { tracked, role, hidden } = makers;
  return field(
    tracked.names.field(parent, name),
    use(type, makers),
    { kind: 'remote-field', remote: role, name, hidden: hidden.among(args) },
    { description, args: args.size === 0 ? undefined : () => inputsOf(args, makers) },
  );
}

function inputsOf(inputs: RemoteInputValues, makers: Makers): readonly InputFieldDef[] {
  const shown = [...inputs.values()].filter((input) => makers.hidden.presetOf(input) === null);
  return shown.map(({ name, type, description, defaultValue }) =>
    inputField(name, use(type, makers), { kind: 'plain' }, { description, defaultValue }),
  );
}
