import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import { type Command, command, editTable, quotedName } from '../command.ts';
import {
  deletePermission,
  insertPermission,
  selectPermission,
  updatePermission,
} from '../model/permission.ts';
import { nonEmptyText, optional, qualifiedName } from '../model/wire.ts';
import type { TableMetadata } from '../model.ts';
import type { PermissionVerb } from '../schema-object.ts';
import { source } from './table.ts';

/** create_ and drop_{insert,select,update,delete}_permission: four verbs, one rule. */

const ENTRY = {
  insert: insertPermission,
  select: selectPermission,
  update: updatePermission,
  delete: deletePermission,
} as const;

const target = { source, table: qualifiedName, role: nonEmptyText };

type Entries = readonly { readonly role: string }[];
const entriesOf = (table: TableMetadata, verb: PermissionVerb): Entries =>
  table[`${verb}_permissions`];
const withEntries = (
  table: TableMetadata,
  verb: PermissionVerb,
  entries: Entries,
): TableMetadata => ({ ...table, [`${verb}_permissions`]: entries });

const create = (verb: PermissionVerb): Command =>
  command(
    `create_${verb}_permission`,
    z.object({ ...ENTRY[verb].shape, ...target }),
    ({ source: name, table, ...entry }, metadata) => {
      const { role } = entry;
      const refuse = (): never => {
        throw new EngineError(
          'already-exists',
          `${verb} permission already defined on table ${quotedName(table)} with role "${role}"`,
        );
      };
      return {
        metadata: editTable(metadata, name, table, (given) => {
          const entries = entriesOf(given, verb);
          // The admin's permission is there from the start, and cannot be narrowed.
          if (role === 'admin' || entries.some((other) => other.role === role)) refuse();
          return withEntries(given, verb, [...entries, entry]);
        }),
        affects: { kind: `${verb}_permission`, source: name, table, name: role },
      };
    },
  );

const drop = (verb: PermissionVerb): Command =>
  command(`drop_${verb}_permission`, z.object(target), (args, metadata) =>
    editTable(metadata, args.source, args.table, (given) => {
      const entries = entriesOf(given, verb);
      if (!entries.some(({ role }) => role === args.role)) throw undefinedPermission(verb, args);
      return withEntries(
        given,
        verb,
        entries.filter(({ role }) => role !== args.role),
      );
    }),
  );

const undefinedPermission = (
  verb: PermissionVerb,
  { table, role }: { table: TableMetadata['table']; role: string },
): EngineError =>
  new EngineError(
    'permission-denied',
    `${verb} permission on ${quotedName(table)} for role "${role}" does not exist`,
  );

const setComment = command(
  'set_permission_comment',
  z.object({
    ...target,
    type: z.enum(['insert', 'select', 'update', 'delete']),
    comment: optional(z.string()),
  }),
  (args, metadata) =>
    editTable(metadata, args.source, args.table, (given) => {
      const entries = entriesOf(given, args.type);
      if (!entries.some(({ role }) => role === args.role))
        throw undefinedPermission(args.type, args);
      return withEntries(
        given,
        args.type,
        entries.map((entry) =>
          entry.role === args.role ? { ...entry, comment: args.comment } : entry,
        ),
      );
    }),
);

const VERBS = ['insert', 'select', 'update', 'delete'] as const;
export const permissionCommands: readonly Command[] = [
  ...VERBS.flatMap((verb) => [create(verb), drop(verb)]),
  setComment,
];
