import { z } from 'zod';
import { type DeepReadonly, jsonObject, optional, withDefault } from './wire.ts';

/**
 * What this engine knows beyond Hasura, under one key that Hasura skips when it reads metadata (docs/adr/0013). A
 * misspelt key in it is refused: nothing may look as if it were honoured.
 */
export const EXTENSION_KEY = 'x-nordkapp';

/** Retries come later and later: `interval × factor^tries`, at most `max_interval_sec`, less up to `jitter` of it. */
const backoff = z.strictObject({
  factor: withDefault(z.number().min(1).max(100), 2),
  max_interval_sec: withDefault(z.int().min(1), 3600),
  jitter: withDefault(z.number().min(0).max(1), 0),
});
export type Backoff = DeepReadonly<z.output<typeof backoff>>;

export const eventExtension = z.strictObject({
  /** A condition over the row before and after: `{ old: bool_exp, new: bool_exp, _and, _or, _not }`. */
  when: optional(jsonObject),
  /** Events that agree in these columns are delivered one at a time, in the order of their transactions' commits. */
  ordered_by: optional(z.array(z.string()).min(1)),
  backoff: optional(backoff),
  /** Events that were given up are kept, to be delivered again on demand. */
  dead_letters: withDefault(z.boolean(), false),
});
export type EventExtension = DeepReadonly<z.output<typeof eventExtension>>;

export const cronExtension = z.strictObject({
  /** Of the IANA database, for the schedule; UTC unless said. */
  time_zone: optional(z.string()),
  backoff: optional(backoff),
});
export type CronExtension = DeepReadonly<z.output<typeof cronExtension>>;

/** The condition with each bool_exp in it replaced: it is a tree of _and, _or and _not over `old` and `new`. */
export function mapRowCondition(
  condition: Readonly<Record<string, unknown>>,
  edit: (exp: Readonly<Record<string, unknown>>) => unknown,
): Record<string, unknown> {
  const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const deeper = (value: unknown): unknown =>
    isObject(value) ? mapRowCondition(value, edit) : value;
  const entries = Object.entries(condition).map(([key, value]) => {
    if (Array.isArray(value)) return [key, value.map(deeper)];
    if (!isObject(value)) return [key, value];
    return [key, key === 'old' || key === 'new' ? edit(value) : deeper(value)];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}
