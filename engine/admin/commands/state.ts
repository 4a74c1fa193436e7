import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import { json, nonEmptyText } from '../../metadata/model/wire.ts';
import { read } from '../../metadata/read.ts';
import { type Handler, SUCCESS } from '../handler.ts';
import { printInconsistency } from '../inconsistency.ts';

/** Commands on what the engine keeps beside metadata. */

const getCatalogState: Handler = async (_, __, { admin }) => admin.store.catalogState();

const stateArgs = z.object({ type: z.enum(['cli', 'console']), state: json });
const setCatalogState: Handler = async ({ args }, _, { admin }) => {
  const { type, state } = read(stateArgs, args);
  await admin.store.setCatalogState(type, state);
  return SUCCESS;
};

/** What the schema cache holds, as far as it can be said in JSON; for people who look for a fault. */
const dumpInternalState: Handler = async (_, __, { admin }) => {
  const { cache, catalogs, resourceVersion, inconsistencies } = admin.state;
  return {
    resource_version: resourceVersion,
    sources: [...catalogs].map(([name, { tables, functions, serverVersion }]) => ({
      name,
      server_version: serverVersion,
      tables: [...tables.values()].map((table) => table.name),
      functions: [...functions.values()].flat().map((found) => found.name),
    })),
    roles: cache.roles,
    is_consistent: inconsistencies.length === 0,
    inconsistent_objects: inconsistencies.map(printInconsistency),
  };
};

/** The flags of the original concern features under development, and none of them is known here. */
const getFeatureFlag: Handler = async ({ args }) => {
  const { identifier } = read(z.object({ identifier: nonEmptyText }), args);
  throw new EngineError('not-found', `Feature Flag ${identifier} does not exist`, ['args'], 400);
};

export const stateCommands: readonly (readonly [string, Handler])[] = [
  ['get_catalog_state', getCatalogState],
  ['set_catalog_state', setCatalogState],
  ['dump_internal_state', dumpInternalState],
  ['get_feature_flag', getFeatureFlag],
];
