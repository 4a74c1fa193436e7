import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import { checkTransforms } from '../../webhook/transform/sample.ts';
import { type Command, command, quoted } from '../command.ts';
import { actionDefinition, customTypes } from '../model/action.ts';
import { graphqlNameText, nonEmptyText, optional } from '../model/wire.ts';
import type { Action, Metadata } from '../model.ts';

/** Actions, their permissions, and the types they are made of. */

const definition = z.object({
  name: graphqlNameText,
  definition: actionDefinition,
  comment: optional(z.string()),
});

function findAction(metadata: Metadata, name: string): Action {
  const found = metadata.actions.find((action) => action.name === name);
  if (!found)
    throw new EngineError('not-exists', `action with name ${quoted(name)} does not exist`);
  return found;
}

const editAction = (
  metadata: Metadata,
  name: string,
  edit: (action: Action) => Action,
): Metadata => {
  const found = findAction(metadata, name);
  return {
    ...metadata,
    actions: metadata.actions.map((action) => (action === found ? edit(action) : action)),
  };
};

const create = command('create_action', definition, (given, metadata) => {
  const { name } = given;
  if (metadata.actions.some((action) => action.name === name))
    throw new EngineError('already-exists', `action with name ${quoted(name)} already exists`);
  checkTransforms(given.definition);
  return {
    metadata: { ...metadata, actions: [...metadata.actions, { ...given, permissions: [] }] },
    affects: { kind: 'action', name },
  };
});

const update = command('update_action', definition, (given, metadata) => {
  checkTransforms(given.definition);
  return {
    metadata: editAction(metadata, given.name, ({ permissions }) => ({ ...given, permissions })),
    affects: { kind: 'action', name: given.name },
  };
});

const drop = command('drop_action', z.object({ name: graphqlNameText }), ({ name }, metadata) => {
  const found = findAction(metadata, name);
  return { ...metadata, actions: metadata.actions.filter((action) => action !== found) };
});

const permission = { action: graphqlNameText, role: nonEmptyText };

const createPermission = command(
  'create_action_permission',
  z.object({ ...permission, comment: optional(z.string()) }),
  ({ action: name, role, comment }, metadata) => ({
    metadata: editAction(metadata, name, (action) => {
      if (action.permissions.some((other) => other.role === role))
        throw new EngineError(
          'already-exists',
          `permission for role ${quoted(role)} is already defined on ${quoted(name)}`,
        );
      return { ...action, permissions: [...action.permissions, { role, comment }] };
    }),
    affects: { kind: 'action_permission', action: name, role },
  }),
);

const dropPermission = command(
  'drop_action_permission',
  z.object(permission),
  ({ action: name, role }, metadata) =>
    editAction(metadata, name, (action) => {
      const permissions = action.permissions.filter((other) => other.role !== role);
      if (permissions.length === action.permissions.length)
        throw new EngineError(
          'not-exists',
          `permission for role ${quoted(role)} is not defined on ${quoted(name)}`,
        );
      return { ...action, permissions };
    }),
);

const setCustomTypes = command('set_custom_types', customTypes, (types, metadata) => ({
  metadata: { ...metadata, custom_types: types },
  affects: { kind: 'custom_types' },
}));

export const actionCommands: readonly Command[] = [
  create,
  update,
  drop,
  createPermission,
  dropPermission,
  setCustomTypes,
];
