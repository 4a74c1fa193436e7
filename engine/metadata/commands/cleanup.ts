import { z } from 'zod';
import { EngineError } from '../../base/error.ts';
import { type Command, command, editSource, findSource, quoted } from '../command.ts';
import { nonEmptyText, optional, withDefault } from '../model/wire.ts';
import type { EventTrigger, Metadata } from '../model.ts';
import { source } from './table.ts';
import { findEventTrigger } from './trigger.ts';

/** pause_ and resume_event_trigger_cleanups: of all sources, of some, or of event triggers by name. */

const chosen = z.object({
  all_sources: withDefault(z.boolean(), false),
  sources: optional(z.array(nonEmptyText).min(1)),
  event_triggers: optional(
    z.array(z.object({ source, event_triggers: z.array(nonEmptyText).min(1) })).min(1),
  ),
});

type Applies = (trigger: EventTrigger) => boolean;

function setPaused(
  metadata: Metadata,
  name: string,
  isPaused: boolean,
  applies: Applies,
): Metadata {
  const edit = (trigger: EventTrigger): EventTrigger =>
    trigger.cleanup_config && applies(trigger)
      ? { ...trigger, cleanup_config: { ...trigger.cleanup_config, paused: isPaused } }
      : trigger;
  return editSource(metadata, name, (found) => ({
    ...found,
    tables: found.tables.map((table) =>
      table.event_triggers.length === 0
        ? table
        : { ...table, event_triggers: table.event_triggers.map(edit) },
    ),
  }));
}

const toggle = (type: string, isPaused: boolean): Command =>
  command(type, chosen, ({ all_sources, sources, event_triggers }, metadata) => {
    if (event_triggers)
      return event_triggers.reduce((given, { source: name, event_triggers: names }) => {
        for (const each of names) requireCleanup(given, name, each);
        return setPaused(given, name, isPaused, (trigger) => names.includes(trigger.name));
      }, metadata);
    const all = metadata.sources.map(({ name }) => name);
    const wanted = all_sources ? all : sources;
    if (!wanted)
      throw new EngineError(
        'parse-failed',
        'expected one of the keys "all_sources", "sources" and "event_triggers"',
      );
    return wanted.reduce((given, name) => setPaused(given, name, isPaused, () => true), metadata);
  });

function requireCleanup(metadata: Metadata, from: string, name: string): void {
  const trigger = findEventTrigger(findSource(metadata, from), name);
  if (!trigger)
    throw new EngineError('not-exists', `event trigger with name ${quoted(name)} does not exist`);
  if (!trigger.cleanup_config)
    throw new EngineError(
      'not-exists',
      `cleanup config does not exist for the event trigger ${quoted(name)}`,
    );
}

export const cleanupCommands: readonly Command[] = [
  toggle('pause_event_trigger_cleanups', true),
  toggle('resume_event_trigger_cleanups', false),
];
