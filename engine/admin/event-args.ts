/** What the commands on events share. */
import { z } from 'zod';
import { EngineError } from '../base/error.ts';
import { findSource } from '../metadata/command.ts';
import { nonEmptyText, withDefault } from '../metadata/model/wire.ts';
import type { Pool } from '../pg/pool.ts';
import type { Api, Handler } from './handler.ts';

export interface EventApiOptions {
  readonly metadataPool: Pool;
  /** There may be an event of the source to deliver, or a scheduled one. */
  wake(source: string): void;
  wakeScheduled(): void;
}

export type NamedHandler = readonly [string, Handler];

export const source = withDefault(nonEmptyText, 'default');
export const page = {
  limit: withDefault(z.int().min(0), 100),
  offset: withDefault(z.int().min(0), 0),
};

export function requireTrigger(admin: Api['admin'], from: string, name: string) {
  for (const { table, event_triggers } of findSource(admin.state.metadata, from).tables) {
    const trigger = event_triggers.find((one) => one.name === name);
    if (trigger) return { table, trigger };
  }
  throw new EngineError(
    'not-exists',
    `event trigger with name ${JSON.stringify(name)} does not exist`,
    ['args'],
  );
}
