/** Values with places left open in them: found in answers of Postgres, made of other answers. */
import type { Shape, ShapeField } from '../ir/remote.ts';
import type { Join } from '../ir/select.ts';
import type { Places } from './places.ts';
import { isObject, type JsonObject } from './remote-schema.ts';

/** What belongs under the alias of the holder is asked for with the key. */
export interface Slot {
  readonly holder: Record<string, unknown>;
  readonly alias: string;
  readonly key: JsonObject;
}
export type Slots = Map<Join, Slot[]>;

function open(join: Join, slot: Slot, slots: Slots): void {
  const known = slots.get(join);
  if (known) known.push(slot);
  else slots.set(join, [slot]);
}

/** Of an answer of Postgres, which has the keys where the values will be. */
export function collectSlots(value: unknown, places: Places, slots: Slots): void {
  if (Array.isArray(value)) {
    for (const member of value) collectSlots(member, places, slots);
    return;
  }
  if (!isObject(value)) return;
  const holder = value as Record<string, unknown>;
  for (const [alias, join] of places.joins) {
    const key = holder[alias];
    if (isObject(key)) open(join, { holder, alias, key }, slots);
  }
  for (const [alias, below] of places.below) collectSlots(holder[alias], below, slots);
}

/**
 * What is asked of an answer, taken out of it. What it left out is null where it is a leaf; a nested object that it left
 * out is left out here too, as the original does with webhooks.
 */
export function project(value: unknown, shape: Shape<Join> | null, slots: Slots): unknown {
  if (shape === null) return value;
  if (Array.isArray(value)) return value.map((member) => project(member, shape, slots));
  if (!isObject(value)) return value;
  const fields =
    shape.kind === 'object' ? shape.fields : (shape.types.get(String(value[shape.key])) ?? []);
  const entries = fields.map((field) => [field.alias, memberOf(value, field, slots)] as const);
  // An object by its entries: a key may be called __proto__.
  const holder: Record<string, unknown> = Object.fromEntries(
    entries.filter(([, member]) => member !== undefined),
  );
  for (const field of fields)
    if (field.kind === 'join')
      open(field.join, { holder, alias: field.alias, key: keyOf(value, field) }, slots);
  return holder;
}

const own = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

function memberOf(object: JsonObject, field: ShapeField<Join>, slots: Slots): unknown {
  switch (field.kind) {
    case 'typename':
      return field.name;
    case 'join':
      return null; // until it is filled
    case 'value': {
      const value = own(object, field.key);
      return field.shape === null ? (value ?? null) : project(value, field.shape, slots);
    }
  }
}

type JoinField = Extract<ShapeField<Join>, { kind: 'join' }>;
const keyOf = (object: JsonObject, { columns }: JoinField): JsonObject =>
  Object.fromEntries(columns.map(({ name, key }) => [name, own(object, key) ?? null]));
