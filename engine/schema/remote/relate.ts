/** A relationship to a remote schema in the eyes of one role: what it calls, and what is left for the client to give. */
import { EngineError } from '../../base/error.ts';
import {
  baseOf,
  type RemoteInputValues,
  type RemoteType,
  type TypeRef,
} from '../../catalog/remote-model.ts';
import type { RemoteValue } from '../../ir/remote.ts';
import { type ResolvedCall, resolveCall } from '../join/remote-call.ts';
import type { RoleJoinTarget } from '../model.ts';
import type { Hidden } from './hidden.ts';
import { mergeValues } from './merge.ts';
import type { RemoteView } from './tracked.ts';

export interface Relation {
  /** Of what is found, under the remote's name for it. */
  readonly type: TypeRef;
  readonly rest: RemoteInputValues;
  readonly steps: Extract<RoleJoinTarget, { kind: 'remote-schema' }>['steps'];
}

export interface Related {
  readonly call: unknown;
  readonly left: ReadonlyMap<string, TypeRef>;
  readonly suffix: string;
}

/** Null where the role does not see what it asks for: only what a role is shown can be joined with. */
export function relate(
  { call, left, suffix }: Related,
  view: RemoteView,
  hidden: Hidden,
  made: Map<string, RemoteType>,
): Relation | null {
  const resolved = attempt(() => resolveCall(call, view.catalog, left, suffix));
  const last = resolved?.steps.at(-1);
  if (!resolved || !last) return null;
  for (const type of resolved.types.values()) made.set(type.name, type);
  const steps = resolved.steps.map(({ field: { name, args: inputs }, args }) => ({
    name,
    args: withHidden(args, inputs, view, hidden),
  }));
  const isNullable = resolved.steps.some(({ field: { type } }) => type.isNullable);
  return { type: { ...last.field.type, isNullable }, rest: resolved.rest, steps };
}

function attempt(work: () => ResolvedCall): ResolvedCall | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

/** What the relationship gives, and with it what the role's permission gives beside it, also in its objects. */
function withHidden(
  given: ReadonlyMap<string, RemoteValue>,
  inputs: RemoteInputValues,
  view: RemoteView,
  hidden: Hidden,
): ReadonlyMap<string, RemoteValue> {
  const whole = [...given].map(([name, value]): [string, RemoteValue] => {
    const type = inputs.get(name)?.type;
    return [name, type ? within(value, type, view, hidden) : value];
  });
  return mergeValues(new Map(whole), hidden.among(inputs));
}

function within(value: RemoteValue, type: TypeRef, view: RemoteView, hidden: Hidden): RemoteValue {
  if (value.kind === 'list' && type.kind === 'list')
    return { kind: 'list', of: value.of.map((member) => within(member, type.of, view, hidden)) };
  if (value.kind !== 'object') return value;
  const found = view.catalog.types.get(baseOf(type));
  if (found?.kind !== 'input') return value;
  return { kind: 'object', fields: withHidden(value.fields, found.fields, view, hidden) };
}
