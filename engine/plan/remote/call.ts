/** A field of a remote schema → the call that answers it: a root field, or one that is asked for with keys. */
import { EngineError } from '../../base/error.ts';
import type { RemoteCall, RemoteValue } from '../../ir/remote.ts';
import type { Join } from '../../ir/select.ts';
import type { FieldMeaning, RoleJoin, RoleJoinTarget } from '../../schema/model.ts';
import { mergeValues } from '../../schema/remote/merge.ts';
import type { JoinPlanner, PlannedJoin } from '../planned-join.ts';
import { type Planning, type Selection, within } from '../selection.ts';
import { givenArguments, innerSet, remoteField } from './selection.ts';
import { CallWriter, joinTexts, type Pieces } from './writer.ts';

export function planRemoteRoot(
  means: Extract<FieldMeaning, { kind: 'remote-field' }>,
  selection: Selection,
  planning: Planning,
  planJoin: JoinPlanner,
): RemoteCall<Join> {
  const { kind, name } = planning.operation;
  if (kind === 'subscription')
    throw new EngineError('not-supported', 'subscription to remote server is not supported');
  const { remote } = means;
  const writer = new CallWriter(planning.request.declarations.keys());
  const { text, shape } = remoteField(means, selection, {
    remote,
    planning: within(planning, remote),
    writer,
    planJoin,
  });
  return {
    remote: { name: remote.name, definition: remote.definition },
    operation: kind,
    operationName: name,
    text: joinTexts(text),
    variables: writer.variables,
    path: [selection.alias],
    shape,
  };
}

type RemoteTarget = Extract<RoleJoinTarget, { kind: 'remote-schema' }>;

/** `user(user_id: $key) { messages(…) { … } }` */
export function planRemoteJoin(
  key: RoleJoin['key'],
  { remote, steps }: RemoteTarget,
  selection: Selection,
  planning: Planning,
  planJoin: JoinPlanner,
): PlannedJoin {
  const writer = new CallWriter(planning.request.declarations.keys());
  const sending = { remote, planning: within(planning, remote), writer, planJoin };
  const given = givenArguments(selection, remote);
  const inner = innerSet(selection, sending);
  const text = nested(steps, given, inner.text, writer);
  const call: RemoteCall<Join> = {
    remote: { name: remote.name, definition: remote.definition },
    operation: 'query',
    operationName: planning.operation.name,
    text: joinTexts(text),
    variables: writer.variables,
    path: steps.slice(1).map(({ name }) => name),
    shape: inner.shape,
  };
  return { key: usedKeys(key, writer), join: { kind: 'remote-schema', call } };
}

function nested(
  [step, ...deeper]: RemoteTarget['steps'],
  given: ReadonlyMap<string, RemoteValue>,
  innermost: Pieces,
  writer: CallWriter,
): Pieces {
  if (step === undefined) return innermost;
  const isLast = deeper.length === 0;
  const args = writer.arguments(isLast ? mergeValues(step.args, given) : step.args);
  const below = nested(deeper, given, innermost, writer);
  return [step.name, ...args, ' ', ...(isLast ? below : ['{ ', ...below, ' }'])];
}

/** A key that no argument is made of would only ask the same thing more often. */
function usedKeys(key: RoleJoin['key'], { variables }: CallWriter): PlannedJoin['key'] {
  const used = new Set(variables.flatMap(({ leaf }) => (leaf.from === 'key' ? [leaf.name] : [])));
  return [...key].flatMap(([name, from]) => (used.has(name) ? [{ name, from }] : []));
}
