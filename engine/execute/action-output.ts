/** What is asked of a webhook's answer, taken out of it, with rows that are related to its objects. */
import { parseJson } from '../base/json.ts';
import { JsonNumber, printJson } from '../base/json-number.ts';
import type { ActionField, ActionJoin, ActionSelection } from '../ir/action.ts';
import { RECORDS } from '../ir/action.ts';
import type { Bindings } from './bind.ts';
import { type PreparedQuery, prepareQuery, runQuery } from './query.ts';
import type { Sources } from './sources.ts';

type JsonObject = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof JsonNumber);

export async function project(
  value: unknown,
  selection: ActionSelection | null,
  bindings: Bindings,
  sources: Sources,
): Promise<unknown> {
  if (selection === null) return value;
  const [projected] = await projectAll([value], selection, bindings, sources);
  return projected;
}

/** Objects, however deep in lists, become what was asked for; all at one place together, so that a join runs once. */
async function projectAll(
  values: readonly unknown[],
  selection: ActionSelection,
  bindings: Bindings,
  sources: Sources,
): Promise<readonly unknown[]> {
  const objects: JsonObject[] = [];
  for (const value of values) collect(value, objects);
  if (objects.length === 0) return values;
  const joined = await Promise.all(
    selection.joins.map((join) => runJoin(join, objects, bindings, sources)),
  );
  const columns = await Promise.all(
    selection.fields.map((field) => column(field, objects, joined, bindings, sources)),
  );
  const made = new Map(
    objects.map((object, i) => {
      const entries = selection.fields.map(({ alias }, at) => [alias, columns[at]?.[i]] as const);
      return [object, Object.fromEntries(entries.filter(([, value]) => value !== undefined))];
    }),
  );
  const rebuild = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rebuild);
    return isObject(value) ? made.get(value) : value;
  };
  return values.map(rebuild);
}

function collect(value: unknown, objects: JsonObject[]): void {
  if (Array.isArray(value)) for (const member of value) collect(member, objects);
  else if (isObject(value)) objects.push(value);
}

/**
 * One field of all objects. What the webhook left out is null where it is a scalar; a nested object that it left out is
 * left out of the answer too (undefined), as the original does.
 */
async function column(
  field: ActionField,
  objects: readonly JsonObject[],
  joined: readonly (readonly JsonObject[])[],
  bindings: Bindings,
  sources: Sources,
): Promise<readonly unknown[]> {
  switch (field.kind) {
    case 'typename':
      return objects.map(() => field.name);
    case 'joined':
      return objects.map((_, i) => joined[field.join]?.[i]?.[field.alias]);
    case 'value': {
      const { name, selection } = field;
      const values = objects.map((object) =>
        Object.hasOwn(object, name) ? object[name] : undefined,
      );
      return selection === null
        ? values.map((value) => value ?? null)
        : projectAll(values, selection, bindings, sources);
    }
  }
}

/** Compiled when first run, and kept as long as the plan. */
const prepared = new WeakMap<ActionJoin, PreparedQuery>();

async function runJoin(
  join: ActionJoin,
  objects: readonly JsonObject[],
  bindings: Bindings,
  sources: Sources,
): Promise<readonly JsonObject[]> {
  let query = prepared.get(join);
  if (query === undefined) {
    query = prepareQuery(join.source, { kind: 'many', select: join.select });
    prepared.set(join, query);
  }
  const records = objects.map((object) =>
    Object.fromEntries(join.keys.map(({ column: name, field }) => [name, object[field] ?? null])),
  );
  const pool = sources.pool(join.source);
  const answer = await runQuery(
    query,
    { ...bindings, locals: new Map([[RECORDS, printJson(records)]]) },
    { query: (text, params, options) => pool.read(text, params, options) },
  );
  return parseJson(answer.toString()) as readonly JsonObject[];
}
