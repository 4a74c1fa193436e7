import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import { nonEmptyText } from '../../metadata/model/wire.ts';
import { read } from '../../metadata/read.ts';
import { NO_RELOAD } from '../../metadata/store.ts';
import { type Handler, JsonText, SUCCESS } from '../handler.ts';

/** Commands on what remote schemas say of themselves. */

const named = z.object({ name: nonEmptyText });

/** Asks the remote schema anew. What it says now must fit with the rest. */
const reload: Handler = async ({ args }, _, { admin }) => {
  const { name } = read(named, args);
  return admin.exclusively(async () => {
    const { metadata } = admin.state;
    if (!metadata.remote_schemas.some((remote) => remote.name === name))
      throw new EngineError(
        'not-exists',
        `remote schema with name ${JSON.stringify(name)} does not exist`,
        ['args'],
      );
    await admin.apply({ metadata }, { reload: { ...NO_RELOAD, remote_schemas: [name] } });
    return SUCCESS;
  });
};

/** Its introspection, as it came when it was asked last. */
const introspect: Handler = async ({ args }, _, { admin }) => {
  const { name } = read(named, args);
  const state = admin.state.remotes.get(name);
  if (state?.kind === 'open') return new JsonText(state.text);
  throw new EngineError('not-exists', `remote schema: ${JSON.stringify(name)} not found`, ['args']);
};

export const remoteSchemaCommands: readonly (readonly [string, Handler])[] = [
  ['reload_remote_schema', reload],
  ['introspect_remote_schema', introspect],
];
