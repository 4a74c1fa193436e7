/** Names that two would have: root fields of remotes, and types. */
import { EngineError } from '../../base/error.ts';
import type { Metadata } from '../../metadata/model.ts';
import { printObject } from '../../metadata/object.ts';
import { printRemoteSchema } from '../../metadata/print.ts';
import type { Complaints } from '../inconsistency.ts';
import type { FieldDef, InputFieldDef, NamedType, RoleSchema } from '../model.ts';
import { printType } from '../type-ref.ts';
import { type Operation, openRemote, type RemoteBuilder } from './role-remote.ts';
import type { TrackedRemote } from './tracked.ts';

const OPERATIONS: readonly Operation[] = ['query', 'mutation', 'subscription'];

/** The remotes without those whose root fields others have. Of two remotes the later one stays, as in the original. */
export function withoutConflicts(
  remotes: ReadonlyMap<string, TrackedRemote>,
  others: RoleSchema,
  { remote_schemas }: Metadata,
  complaints: Complaints,
): ReadonlyMap<string, TrackedRemote> {
  const taken: Taken = { fields: new Set() };
  const kept = [...remotes.values()].reverse().filter((remote) => {
    const reasons = reasonsAgainst(openRemote(remote, remote.whole), others, taken);
    const metadata = remote_schemas.find(({ name }) => name === remote.name);
    const object = { kind: 'remote_schema', name: remote.name } as const;
    for (const reason of reasons)
      complaints.push({
        type: object.kind,
        name: printObject(object),
        definition: metadata && printRemoteSchema(metadata),
        reason: `Inconsistent object: ${reason}`,
        object,
      });
    return reasons.length === 0;
  });
  return new Map(kept.reverse().map((remote) => [remote.name, remote]));
}

interface Taken {
  /** `query.hello` */
  readonly fields: Set<string>;
}

function reasonsAgainst(
  remote: RemoteBuilder,
  others: RoleSchema,
  { fields }: Taken,
): readonly string[] {
  const reasons = new Set<string>();
  const own: string[] = [];
  for (const operation of OPERATIONS)
    for (const { name } of remote.roots(operation)) {
      own.push(`${operation}.${name}`);
      if (fields.has(`${operation}.${name}`)) reasons.add(`Duplicate remote field '${name}'`);
      if (others[operation]?.fields.has(name))
        reasons.add(`Field cannot be overwritten by remote field '${name}'`);
    }
  if (reasons.size === 0) for (const each of own) fields.add(each);
  return [...reasons];
}

/**
 * A type of a remote may have the name of another's, or of a table's, only where the two are equal: clients know types
 * by their names. No object of metadata is wrong by itself, so that the original lists nothing and refuses the change.
 */
export function refuseTypeConflicts({ types, remotes }: RoleSchema): void {
  if (remotes.length === 0) return;
  const known = new Map([...types.each()].map((type) => [type.name, type]));
  for (const { name: remote, types: own } of remotes)
    for (const type of own.each()) {
      const other = known.get(type.name);
      if (other === undefined || other === type || isEqual(other, type)) continue;
      throw new EngineError(
        'unexpected',
        `Found conflicting definitions for GraphQL type '${type.name}', which is not defined by remote schema '${remote}' alone.`,
        ['args'],
        500,
      );
    }
}

const isEqual = (a: NamedType, b: NamedType): boolean => outline(a) === outline(b);

/** All of a type but its descriptions. */
function outline(type: NamedType): string {
  const args = (inputs: ReadonlyMap<string, InputFieldDef>): readonly unknown[] =>
    sorted(inputs).map(({ name, type: of, defaultValue }) => [name, printType(of), defaultValue]);
  switch (type.kind) {
    case 'object':
    case 'interface': {
      const fields = sorted<FieldDef>(type.fields).map((each) => [
        each.name,
        printType(each.type),
        args(each.args),
      ]);
      return JSON.stringify([type.kind, fields]);
    }
    case 'input':
      return JSON.stringify([type.kind, args(type.fields)]);
    case 'enum':
      return JSON.stringify([type.kind, [...type.values.keys()].sort()]);
    case 'union':
      return JSON.stringify([type.kind, [...type.possible].sort()]);
    case 'scalar':
      return type.kind;
  }
}
const sorted = <T extends { readonly name: string }>(items: ReadonlyMap<string, T>): readonly T[] =>
  [...items.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
