/** A root field of a remote schema → the call that answers it. */
import { EngineError } from '../../base/error.ts';
import type { RemoteCall } from '../../ir/remote.ts';
import type { Join } from '../../ir/select.ts';
import type { FieldMeaning } from '../../schema/model.ts';
import { type Planning, type Selection, within } from '../selection.ts';
import { remoteField } from './selection.ts';
import { CallWriter, joinTexts } from './writer.ts';

export function planRemoteRoot(
  means: Extract<FieldMeaning, { kind: 'remote-field' }>,
  selection: Selection,
  planning: Planning,
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
