import type { Command } from './command.ts';
import { actionCommands } from './commands/action.ts';
import { cleanupCommands } from './commands/cleanup.ts';
import { permissionCommands } from './commands/permission.ts';
import { collectionCommands } from './commands/query-collection.ts';
import { relationshipCommands } from './commands/relationship.ts';
import { remoteSchemaCommands } from './commands/remote-schema.ts';
import { serverCommands } from './commands/server.ts';
import { sourceCommands } from './commands/source.ts';
import { tableCommands } from './commands/table.ts';
import { triggerCommands } from './commands/trigger.ts';

/** Every command that edits metadata and nothing else, by its name without a backend. */
export const commands: readonly Command[] = [
  ...sourceCommands,
  ...tableCommands,
  ...relationshipCommands,
  ...permissionCommands,
  ...remoteSchemaCommands,
  ...actionCommands,
  ...triggerCommands,
  ...cleanupCommands,
  ...collectionCommands,
  ...serverCommands,
];
