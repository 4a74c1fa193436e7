/** `x_connection(first, after, …) { pageInfo { … } edges { cursor node { … } } }` → Connection. */
import { EngineError, type JsonPath } from '../base/error.ts';
import { parseJson } from '../base/json.ts';
import { isNumber, numberText } from '../base/json-number.ts';
import type { FunctionCall, Scalar } from '../ir/bool-exp.ts';
import type {
  Connection,
  ConnectionField,
  CursorSplit,
  CursorTerm,
  Field,
  From,
  OrderBy,
  OrderTarget,
} from '../ir/select.ts';
import type { RoleTable } from '../schema/model.ts';
import { argument } from './argument.ts';
import { type Input, paramOf, plainValueOf } from './input.ts';
import { columnNameOf } from './operand.ts';
import { keyColumns, planRows } from './rows.ts';
import { innerSelections, type Planning, type Selection } from './selection.ts';

type PlanRowFields = (
  selections: readonly Selection[],
  table: RoleTable,
  planning: Planning,
) => readonly Field[];

export function planConnection(
  from: From,
  table: RoleTable,
  selection: Selection,
  planning: Planning,
  nodes: PlanRowFields,
): Connection {
  const { args, path } = selection;
  const rows = planRows(from, table, args, path);
  const orderBy = totalOrder(
    rows.orderBy.length > 0 ? rows.orderBy : rows.distinctOn.map(ascending),
    keyColumns(table),
  );
  const cursor = orderBy.map(({ by }): CursorTerm => ({ path: pathOf(by, table), by }));
  const first = argument(args, 'first');
  const last = argument(args, 'last');
  const after = argument(args, 'after');
  const before = argument(args, 'before');
  refuseBoth(first, last, 'first', 'last', selection);
  refuseBoth(after, before, 'after', 'before', selection);
  const count = first ?? last;
  const given = after ?? before;
  return {
    rows: { ...rows, orderBy, fields: [] },
    cursor,
    slice: count
      ? { from: first ? 'first' : 'last', count: paramOf(count, 'scalar', 'non-negative') }
      : null,
    split: given
      ? {
          side: after ? 'after' : 'before',
          where: splitAt(given, orderBy, cursor, [...path, 'args']),
        }
      : null,
    fields: innerSelections(selection, planning).map((inner) =>
      connectionField(inner, table, planning, nodes),
    ),
  };
}

function refuseBoth(
  a: Input | null,
  b: Input | null,
  first: string,
  second: string,
  { path }: Selection,
): void {
  if (a && b)
    throw new EngineError(
      'validation-failed',
      `"${first}" and "${second}" are not allowed at once`,
      [...path, 'args'],
    );
}

/** The primary key behind the client's order, so that no two rows are equal in it. */
function totalOrder(asked: readonly OrderBy[], key: readonly Scalar[]): readonly OrderBy[] {
  const ordered = new Set(
    asked.map(({ by }) =>
      by.kind === 'column' || by.kind === 'guarded' ? columnNameOf(by) : null,
    ),
  );
  const missing = key.filter((scalar) => scalar.kind !== 'column' || !ordered.has(scalar.name));
  return [...asked, ...missing.map(ascending)];
}
const ascending = (by: Scalar): OrderBy => ({ by, direction: 'asc', nulls: null });

/** A cursor's names: columns as Postgres has them, relationships and computed fields as the metadata does. */
function pathOf(target: OrderTarget, table: RoleTable): readonly string[] {
  switch (target.kind) {
    case 'column':
      return [target.name];
    case 'object': {
      const relationship = relationshipOver(table, target.table, target.on);
      return [relationship.name, ...pathOf(target.by, relationship.target())];
    }
    case 'aggregate': {
      const { name } = relationshipOver(table, target.table, target.on);
      const column = target.column === null ? [] : [columnNameOf(target.column) ?? ''];
      return [`${name}_aggregate`, target.function, ...column];
    }
    case 'computed':
      return [computedName(table, target.call)];
    case 'call-aggregate':
      return [
        computedName(table, target.call),
        target.function,
        ...(target.column === null ? [] : [columnNameOf(target.column) ?? '']),
      ];
    case 'cast':
    case 'guarded':
      return pathOf(target.of, table);
  }
}

function relationshipOver(
  { relationships }: RoleTable,
  { schema, name }: { readonly schema: string; readonly name: string },
  on: ReadonlyMap<string, string>,
) {
  for (const relationship of relationships.values()) {
    const target = relationship.target().table.name;
    if (target.schema === schema && target.name === name && sameColumns(relationship.on, on))
      return relationship;
  }
  throw new EngineError('unexpected', `no relationship to "${name}"`);
}
/** Not the function's: a column of the same table may be named like it, and be ordered by too. */
function computedName({ computedFields }: RoleTable, { name: { schema, name } }: FunctionCall) {
  for (const field of computedFields.values()) {
    const of = field.function.name;
    if (of.schema === schema && of.name === name) return field.name;
  }
  throw new EngineError('unexpected', `no computed field of "${name}"`);
}

const sameColumns = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([ours, theirs]) => b.get(ours) === theirs);

function splitAt(
  input: Input,
  orderBy: readonly OrderBy[],
  cursor: readonly CursorTerm[],
  at: JsonPath,
): CursorSplit {
  const decoded = decodeCursor(input, at);
  return {
    terms: orderBy.map(({ by, direction, nulls }, i) => {
      const value = valueIn(decoded, cursor[i]?.path ?? [], at);
      return {
        by,
        direction,
        nulls: nulls ?? (direction === 'asc' ? 'last' : 'first'),
        value: value === null ? null : { param: { from: 'constant', value }, type: typeOf(by) },
      };
    }),
  };
}

const invalidCursor = (at: JsonPath): EngineError =>
  new EngineError('validation-failed', 'the "after" or "before" cursor is invalid', at);

function decodeCursor(input: Input, at: JsonPath): unknown {
  const text = plainValueOf(input);
  try {
    return parseJson(Buffer.from(String(text), 'base64').toString('utf8'));
  } catch {
    throw invalidCursor(at);
  }
}

function valueIn(decoded: unknown, path: readonly string[], place: JsonPath): string | null {
  let at = decoded;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step))
      throw invalidCursor(place);
    at = (at as Readonly<Record<string, unknown>>)[step];
  }
  if (at === null || at === undefined) return null;
  if (isNumber(at)) return numberText(at);
  return typeof at === 'object' ? JSON.stringify(at) : String(at);
}

/** The type of an order's value, for the cast of the cursor's. */
function typeOf(target: OrderTarget): string {
  switch (target.kind) {
    case 'object':
      return typeOf(target.by);
    case 'aggregate':
    case 'call-aggregate':
      return aggregateTypeOf(target.function, target.column);
    default:
      return target.type;
  }
}

/** The largest and the smallest are of the column's type; the others are numbers, which compare with each other. */
function aggregateTypeOf(name: string, column: Scalar | null): string {
  if (name === 'count') return 'bigint';
  return column !== null && (name === 'max' || name === 'min') ? column.type : 'numeric';
}

function connectionField(
  selection: Selection,
  table: RoleTable,
  planning: Planning,
  nodes: PlanRowFields,
): ConnectionField {
  const { alias, def, parent, path } = selection;
  switch (def.means.kind) {
    case 'typename':
      return { kind: 'typename', alias, name: parent };
    case 'page-info': {
      const fields = innerSelections(selection, planning).map((inner) => pageInfoField(inner));
      return { kind: 'page-info', alias, fields };
    }
    case 'edges': {
      const fields = innerSelections(selection, planning).map((inner) =>
        edgeField(inner, table, planning, nodes),
      );
      return { kind: 'edges', alias, fields };
    }
    default:
      throw new EngineError('unexpected', `"${def.name}" is no field of a connection`, path);
  }
}

const PAGE_INFO_FIELDS = ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'] as const;

function pageInfoField({
  alias,
  def,
  parent,
  path,
}: Selection): Extract<ConnectionField, { kind: 'page-info' }>['fields'][number] {
  if (def.means.kind === 'typename') return { alias, name: '__typename', typename: parent };
  const name = PAGE_INFO_FIELDS.find((each) => each === def.name);
  if (!name) throw new EngineError('unexpected', `"${def.name}" is no field of pageInfo`, path);
  return { alias, name };
}

function edgeField(
  selection: Selection,
  table: RoleTable,
  planning: Planning,
  nodes: PlanRowFields,
): Extract<ConnectionField, { kind: 'edges' }>['fields'][number] {
  const { alias, def, parent, path } = selection;
  switch (def.means.kind) {
    case 'typename':
      return { kind: 'typename', alias, name: parent };
    case 'cursor':
      return { kind: 'cursor', alias };
    case 'edge-node':
      return {
        kind: 'node',
        alias,
        fields: nodes(innerSelections(selection, planning), table, planning),
      };
    default:
      throw new EngineError('unexpected', `"${def.name}" is no field of an edge`, path);
  }
}
