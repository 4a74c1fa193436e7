/** A selection set of a remote schema → the text that is sent for it, and what is made of the answer. */
import { EngineError } from '../../base/error.ts';
import type { RemoteValue, Shape, ShapeField } from '../../ir/remote.ts';
import type { Join } from '../../ir/select.ts';
import type {
  FieldMeaning,
  InterfaceType,
  ObjectType,
  RoleJoin,
  RoleRemote,
  UnionType,
} from '../../schema/model.ts';
import type { JoinPlanner } from '../planned-join.ts';
import { type Planning, type Selection, selectedType, selectionsOf } from '../selection.ts';
import { remoteValue } from './value.ts';
import type { CallWriter, Pieces } from './writer.ts';

/** What the parts of one call share. */
export interface Sending {
  readonly remote: RoleRemote;
  readonly planning: Planning;
  readonly writer: CallWriter;
  readonly planJoin: JoinPlanner;
}

export interface Sent {
  readonly text: Pieces;
  /** Null: the answer is passed on as it comes. */
  readonly shape: Shape<Join> | null;
}
interface SentField {
  /** The field's name here. */
  readonly name: string;
  /** One, but for a join: a field for each part of its key. */
  readonly texts: readonly Pieces[];
  readonly field: ShapeField<Join>;
}

type RemoteMeaning = Extract<FieldMeaning, { kind: 'remote-field' }>;

/** `alias: name(arguments) { … }` */
export function remoteField(means: RemoteMeaning, selection: Selection, sending: Sending): Sent {
  const { alias } = selection;
  const given = givenArguments(selection, sending.remote);
  const args = sending.writer.arguments(new Map([...given, ...means.hidden]));
  const inner = innerSet(selection, sending);
  const name = alias === means.name ? alias : `${alias}: ${means.name}`;
  return { text: [name, ...args, ' ', ...inner.text], shape: inner.shape };
}

export const givenArguments = (
  { args }: Selection,
  remote: RoleRemote,
): ReadonlyMap<string, RemoteValue> =>
  new Map(args.map(({ def, input }) => [def.name, remoteValue(input, remote)]));

/** ` { … }`, or nothing for a leaf. */
export function innerSet(selection: Selection, sending: Sending): Sent {
  const type = selectedType(selection, sending.planning);
  if (type === null) return { text: [], shape: null };
  return type.kind === 'object'
    ? objectSet(selection, type, sending)
    : abstractSet(selection, type, sending);
}

const braced = (fields: readonly Pieces[]): Pieces => [
  '{ ',
  ...fields.flatMap((field, i) => (i === 0 ? field : [' ', ...field])),
  ' }',
];

function objectSet(selection: Selection, type: ObjectType, sending: Sending): Sent {
  const fields = sentFields(selection, type, sending);
  const texts = fields.flatMap(({ texts: each }) => each);
  const shape = fields.map(({ field }) => field);
  return {
    text: braced(texts.length > 0 ? texts : [['__typename']]),
    shape: texts.length > 0 && shape.every(isPlain) ? null : { kind: 'object', fields: shape },
  };
}

const isPlain = (field: ShapeField<Join>): boolean =>
  field.kind === 'value' && field.alias === field.key && field.shape === null;

const sentFields = (
  { sets, path }: Selection,
  type: ObjectType,
  sending: Sending,
): readonly SentField[] =>
  selectionsOf(sets, type, path, sending.planning).map((each) => sentField(each, sending));

function sentField(selection: Selection, sending: Sending): SentField {
  const { alias, def, parent, path } = selection;
  switch (def.means.kind) {
    case 'typename':
      return typenameField(alias, parent, sending);
    case 'remote-field': {
      const { text, shape } = remoteField(def.means, selection, sending);
      const field = { kind: 'value', alias, key: alias, shape } as const;
      return { name: def.name, texts: [text], field };
    }
    case 'join':
      return joinField(def.means.join, selection, sending);
    default:
      throw new EngineError('unexpected', `"${def.name}" is no field of a remote schema`, path);
  }
}

/** A type that has another name here is told by that. */
function typenameField(alias: string, type: string, { remote }: Sending): SentField {
  const texts = [[alias === '__typename' ? alias : `${alias}: __typename`]];
  const name = '__typename';
  return remote.originalType(type) === type
    ? { name, texts, field: { kind: 'value', alias, key: alias, shape: null } }
    : { name, texts, field: { kind: 'typename', alias, name: type } };
}

/** The parts of the key are asked for under names of ours, and do not come into the answer. */
function joinField(relationship: RoleJoin, selection: Selection, sending: Sending): SentField {
  const { alias, def } = selection;
  const { key, join } = sending.planJoin(relationship, selection, sending.planning);
  const parts = key.flatMap(({ name, from }) =>
    from.kind === 'field' ? [{ name, key: `__hasura_join_${from.name}`, field: from.name }] : [],
  );
  return {
    name: def.name,
    texts: parts.map((part) => [`${part.key}: ${part.field}`]),
    field: { kind: 'join', alias, columns: parts, join },
  };
}

/** Under which an object of an interface or a union tells its type, where we must know it. */
const TYPE_KEY = '__hasura_internal_typename';

/** Fragments by type: what is asked of every type first, as far as the selections agree. */
function abstractSet(
  selection: Selection,
  type: InterfaceType | UnionType,
  sending: Sending,
): Sent {
  const { remote, planning } = sending;
  const members = type.possible.flatMap((name) => {
    const member = planning.request.types.get(name);
    if (member?.kind !== 'object') return [];
    return [{ name: remote.originalType(name), fields: sentFields(selection, member, sending) }];
  });
  const shared = sharedFields(type, members);
  const types = new Map(
    members.map(({ name, fields }) => [name, fields.map(({ field }) => field)]),
  );
  const isPassedOn = [...types.values()].every((fields) => fields.every(isPlain));
  const fragments = members.flatMap(({ name, fields }): Pieces[] => {
    const rest = fields.slice(shared.length).flatMap(({ texts: each }) => each);
    return rest.length === 0 ? [] : [[`... on ${name} `, ...braced(rest)]];
  });
  const texts = [...(isPassedOn ? [] : [[`${TYPE_KEY}: __typename`]]), ...shared, ...fragments];
  if (texts.length > 0)
    return {
      text: braced(texts),
      shape: isPassedOn ? null : { kind: 'abstract', key: TYPE_KEY, types },
    };
  // Nothing is asked of any type; of an object something must be.
  return { text: braced([['__typename']]), shape: { kind: 'object', fields: [] } };
}

interface Member {
  readonly name: string;
  readonly fields: readonly SentField[];
}

/** Texts of the first fields, as long as all types are asked for the same and the interface has it too. */
function sharedFields(
  type: InterfaceType | UnionType,
  members: readonly Member[],
): readonly Pieces[] {
  const [first, ...others] = members;
  const shared: Pieces[] = [];
  const printed = (field: SentField | undefined): string => JSON.stringify(field?.texts);
  for (const [i, field] of first?.fields.entries() ?? []) {
    const { name, texts } = field;
    const isOwn = name === '__typename' || (type.kind === 'interface' && type.fields.has(name));
    const isSame = others.every(({ fields }) => printed(fields[i]) === printed(field));
    if (!isOwn || !isSame) break;
    shared.push(...texts);
  }
  return shared;
}
