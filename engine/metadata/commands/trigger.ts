import { z } from 'zod';
import { checkSchedule } from '../../base/cron.ts';
import { at, EngineError } from '../../base/error.ts';
import { checkTransforms } from '../../webhook/transform/sample.ts';
import { type Command, command, editSource, editTable, findSource, quoted } from '../command.ts';
import { EXTENSION_KEY } from '../model/extension.ts';
import { cronTrigger, eventTrigger } from '../model/webhook.ts';
import { nonEmptyText, optional, qualifiedName, withDefault } from '../model/wire.ts';
import type { EventTrigger, Source } from '../model.ts';
import { source } from './table.ts';

/** Event triggers and cron triggers. What they mean for Postgres is seen to when metadata was saved (events/). */

const { definition: _, ...sharedFields } = eventTrigger.shape;
const operations = eventTrigger.shape.definition.shape;

const eventArgs = z
  .object({
    ...sharedFields,
    ...operations,
    source,
    table: qualifiedName,
    replace: withDefault(z.boolean(), false),
  })
  .superRefine((given, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    const { insert, update, delete: deletion, enable_manual, webhook, webhook_from_env } = given;
    if (!/^[A-Za-z]+[\w-]*$/.test(given.name))
      refuse('only alphanumeric and underscore and hyphens allowed in query name');
    else if (!insert && !update && !deletion && !enable_manual)
      refuse('atleast one amongst insert/update/delete/enable_manual spec must be provided');
    else if (webhook !== undefined && webhook_from_env !== undefined)
      refuse('only one of webhook or webhook_from_env should be given');
    else if (webhook === undefined && webhook_from_env === undefined)
      refuse('must provide webhook or webhook_from_env');
    else if ([insert, update, deletion].some((one) => one?.columns.length === 0))
      refuse('found empty column specification');
  });

const createEventTrigger = command('create_event_trigger', eventArgs, (given, metadata) => {
  const { source: name, table, replace, insert, update, delete: deletion, enable_manual } = given;
  const { source: _1, table: _2, replace: _3, insert: _4, update: _5, delete: _6, ...rest } = given;
  const { enable_manual: _7, ...shared } = rest;
  checkTransforms(given);
  const entry: EventTrigger = {
    ...shared,
    definition: { enable_manual, insert, update, delete: deletion },
  };
  const known = findEventTrigger(findSource(metadata, name), given.name);
  if (known && !replace)
    throw new EngineError(
      'already-exists',
      `event trigger with name ${quoted(given.name)} already exists`,
    );
  if (!known && replace) throw unknownTrigger(given.name);
  const without = editSource(metadata, name, (found) => withoutTrigger(found, given.name));
  return {
    metadata: editTable(without, name, table, (found) => ({
      ...found,
      event_triggers: [...found.event_triggers, entry],
    })),
    affects: { kind: 'event_trigger', source: name, table, name: given.name },
  };
});

const unknownTrigger = (name: string) =>
  new EngineError('not-exists', `event trigger with name ${quoted(name)} does not exist`);

export const findEventTrigger = (found: Source, name: string): EventTrigger | undefined =>
  found.tables.flatMap(({ event_triggers }) => event_triggers).find((one) => one.name === name);

const withoutTrigger = (found: Source, name: string): Source => ({
  ...found,
  tables: found.tables.map((table) =>
    table.event_triggers.some((trigger) => trigger.name === name)
      ? { ...table, event_triggers: table.event_triggers.filter((one) => one.name !== name) }
      : table,
  ),
});

const deleteEventTrigger = command(
  'delete_event_trigger',
  z.object({ name: nonEmptyText, source }),
  ({ name, source: from }, metadata) => {
    if (!findEventTrigger(findSource(metadata, from), name)) throw unknownTrigger(name);
    return editSource(metadata, from, (found) => withoutTrigger(found, name));
  },
);

const cronArgs = cronTrigger.extend({
  replace: withDefault(z.boolean(), false),
  include_in_metadata: withDefault(z.boolean(), true),
  comment: optional(z.string()),
});

const createCronTrigger = command('create_cron_trigger', cronArgs, (given, metadata) => {
  const { replace, ...entry } = given;
  checkTransforms(entry);
  at('schedule', () => checkSchedule(entry.schedule, entry[EXTENSION_KEY]?.time_zone));
  const others = metadata.cron_triggers.filter(({ name }) => name !== entry.name);
  if (others.length < metadata.cron_triggers.length && !replace)
    throw new EngineError('already-exists', `cron trigger with name: ${entry.name} already exists`);
  return {
    metadata: { ...metadata, cron_triggers: [...others, entry] },
    affects: { kind: 'cron_trigger', name: entry.name },
  };
});

const deleteCronTrigger = command(
  'delete_cron_trigger',
  z.object({ name: nonEmptyText }),
  ({ name }, metadata) => {
    const others = metadata.cron_triggers.filter((trigger) => trigger.name !== name);
    if (others.length === metadata.cron_triggers.length)
      throw new EngineError('not-exists', `cron trigger with name: ${quoted(name)} does not exist`);
    return { ...metadata, cron_triggers: others };
  },
);

export const triggerCommands: readonly Command[] = [
  createEventTrigger,
  deleteEventTrigger,
  createCronTrigger,
  deleteCronTrigger,
];
