import type { State } from '../admin/build-state.ts';
import { printInconsistency } from '../admin/inconsistency.ts';
import type { Log } from '../base/log.ts';
import { printObject } from '../metadata/object.ts';
import { withoutEffect } from '../metadata/without-effect.ts';

/** Lines of the type metadata: what of the rules does not come about, told when it changes and not at every change. */
export function openMetadataLog(
  log: Log,
): (state: Pick<State, 'metadata' | 'inconsistencies'>) => void {
  let told = '';
  let warned = '';
  return ({ metadata, inconsistencies }) => {
    const names = inconsistencies.map(({ name, reason }) => `${name}: ${reason}`).join('\n');
    if (names !== told && names !== '')
      log.write('metadata', 'warn', {
        message: 'Inconsistent Metadata!',
        info: { objects: inconsistencies.map(printInconsistency) },
      });
    told = names;
    const ignored = withoutEffect(metadata).map(
      ({ object, reason }) => `${printObject(object)}: ${reason}`,
    );
    if (ignored.join('\n') !== warned)
      for (const message of ignored) log.write('metadata', 'warn', { message });
    warned = ignored.join('\n');
  };
}
