/** Open places of an answer → filled: each join once for all its keys, those of one answer at the same time. */
import { parseJson, stringifyJson } from '../base/json.ts';
import type { RemoteCall, Shape } from '../ir/remote.ts';
import { JOINED, type Join, KEYS } from '../ir/select.ts';
import type { Bindings } from './bind.ts';
import { type Places, placesOf } from './places.ts';
import { type Json, type PreparedQuery, prepareQuery, runQuery } from './query.ts';
import { reader } from './reader.ts';
import { askForKeys, askRemote, type JsonObject } from './remote-schema.ts';
import { collectSlots, project, type Slot, type Slots } from './slots.ts';
import { remotesOf, type Sources } from './sources.ts';

/** An answer of Postgres with its joins filled in. */
export async function stitch(
  json: Json,
  places: Places,
  bindings: Bindings,
  sources: Sources,
): Promise<string> {
  const value = parseJson(String(json));
  const slots: Slots = new Map();
  collectSlots(value, places, slots);
  await fillSlots(slots, bindings, sources);
  return stringifyJson(value);
}

/** A root field of a remote schema. */
export async function runRemote(
  call: RemoteCall<Join>,
  bindings: Bindings,
  sources: Sources,
): Promise<string> {
  const value = await askRemote(call, bindings, remotesOf(sources));
  return stringifyJson(await makeAnswer(value, call.shape, bindings, sources));
}

/** What is asked of a value that a webhook or a remote schema answered, joins in it filled in. */
export async function makeAnswer(
  value: unknown,
  shape: Shape<Join> | null,
  bindings: Bindings,
  sources: Sources,
): Promise<unknown> {
  const slots: Slots = new Map();
  const made = project(value, shape, slots);
  await fillSlots(slots, bindings, sources);
  return made;
}

async function fillSlots(slots: Slots, bindings: Bindings, sources: Sources): Promise<void> {
  await Promise.all([...slots].map(([join, open]) => fillJoin(join, open, bindings, sources)));
}

/** A key with a null in it belongs to nothing. */
const isWhole = (key: JsonObject): boolean =>
  Object.values(key).every((part) => part !== null && part !== undefined);

async function fillJoin(
  join: Join,
  open: readonly Slot[],
  bindings: Bindings,
  sources: Sources,
): Promise<void> {
  const numbers = new Map<string, number>();
  const keys: JsonObject[] = [];
  const asked = open.map(({ key }): number | null => {
    if (!isWhole(key)) return null;
    const text = stringifyJson(key);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, keys.length);
    return keys.push(key) - 1;
  });
  const values = keys.length === 0 ? [] : await ask(join, keys, bindings, sources);
  open.forEach(({ holder, alias }, i) => {
    const number = asked[i] ?? null;
    holder[alias] = number === null ? null : (values[number] ?? null);
  });
}

/** What belongs to each of the keys, joins in it filled in. */
const ask = (
  join: Join,
  keys: readonly JsonObject[],
  bindings: Bindings,
  sources: Sources,
): Promise<readonly unknown[]> =>
  join.kind === 'source'
    ? askSource(join, keys, bindings, sources)
    : askRemoteSchema(join.call, keys, bindings, sources);

type SourceJoin = Extract<Join, { kind: 'source' }>;
interface PreparedJoin {
  readonly query: PreparedQuery;
  readonly places: Places | null;
}
/** Compiled when first run, and kept as long as the plan. */
const preparedJoins = new WeakMap<SourceJoin, PreparedJoin>();

function preparedJoin(join: SourceJoin): PreparedJoin {
  let prepared = preparedJoins.get(join);
  if (prepared === undefined) {
    const { source, select } = join;
    const query = prepareQuery(source, { kind: 'many', select });
    prepared = { query, places: placesOf(select.fields) };
    preparedJoins.set(join, prepared);
  }
  return prepared;
}

async function askSource(
  join: SourceJoin,
  keys: readonly JsonObject[],
  bindings: Bindings,
  sources: Sources,
): Promise<readonly unknown[]> {
  const { query, places } = preparedJoin(join);
  const bound = { ...bindings, locals: new Map([[KEYS, stringifyJson(keys)]]) };
  const json = await runQuery(query, bound, reader(sources.pool(join.source), bindings));
  const rows = parseJson(String(json)) as readonly JsonObject[];
  if (places !== null) {
    const slots: Slots = new Map();
    collectSlots(rows, places, slots);
    await fillSlots(slots, bindings, sources);
  }
  return rows.map((row) => row[JOINED]);
}

async function askRemoteSchema(
  call: RemoteCall<Join>,
  keys: readonly JsonObject[],
  bindings: Bindings,
  sources: Sources,
): Promise<readonly unknown[]> {
  const values = await askForKeys(call, keys, bindings, remotesOf(sources));
  return (await makeAnswer(values, call.shape, bindings, sources)) as readonly unknown[];
}
