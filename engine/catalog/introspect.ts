import { z } from 'zod';
import { encodeValue } from '../pg/encode.ts';
import type { ParamText } from '../pg/outbox.ts';
import type { Result } from '../pg/result.ts';
import { ident, join, literal, render, sql } from '../pg/sql.ts';
import { INTROSPECT_SQL } from './introspect-sql.ts';
import {
  type Catalog,
  type Column,
  type Constraint,
  type DbFunction,
  type ForeignKey,
  type FunctionName,
  keyOf,
  type PgType,
  type QualifiedKey,
  type Table,
  type TableName,
  type TypeKind,
} from './model.ts';

/** What a connection must be able to do for us: a session of pg/pool.ts, inside of a transaction or not. */
export interface Queryable {
  query(text: string, params?: readonly ParamText[]): Promise<Result>;
}

/** Which parts of the catalog are wanted beside the ordinary: both come from metadata. */
export interface Wanted {
  /** Functions that metadata names, so that those owned by an extension are found too. */
  readonly functions: readonly FunctionName[];
  /** Tables that metadata marks `is_enum`, whose rows become values. */
  readonly enumTables: readonly TableName[];
}

/** A database → its Catalog. One query for the catalog, and one more where there are enum tables. */
export async function introspect(database: Queryable, wanted: Wanted): Promise<Catalog> {
  const names = wanted.functions.map(({ schema, name }) => `${quote(schema)}.${quote(name)}`);
  const result = await database.query(INTROSPECT_SQL, [encodeValue(names, 'array')]);
  const raw = answer.parse(result.json()[0]);
  const catalog = build(raw);
  return { ...catalog, enumValues: await enumValues(database, catalog.tables, wanted.enumTables) };
}

/** As quote_ident writes it: bare only where Postgres would leave it bare; quoting more would miss. */
const quote = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

const list = <T extends z.ZodType>(row: T) =>
  z.union([z.array(row), z.null().transform((): z.output<T>[] => [])]);
const text = z.string();
const oid = z.number();
const answer = z.object({
  version: z.number(),
  tables: list(z.tuple([oid, text, text, text, text.nullable(), z.number().nullable()])),
  columns: list(
    z.tuple([oid, text, z.number(), oid, z.boolean(), z.boolean(), text, text, text.nullable()]),
  ),
  constraints: list(
    z.tuple([oid, text, text, z.array(z.number()), oid, z.array(z.number()).nullable()]),
  ),
  functions: list(
    z.tuple([
      oid,
      text,
      text,
      z.array(oid),
      z.array(text).nullable(),
      z.array(text).nullable(),
      z.number(),
      z.boolean(),
      oid,
      z.boolean(),
      text,
      oid.nullable(),
      text.nullable(),
    ]),
  ),
  types: list(z.tuple([oid, text, text, text, text, oid, oid])),
});
type Answer = z.output<typeof answer>;

const TYPE_KINDS: Readonly<Record<string, TypeKind>> = {
  b: 'base',
  e: 'enum',
  d: 'domain',
  c: 'composite',
  r: 'range',
  m: 'multirange',
  p: 'pseudo',
};
const TABLE_KINDS: Readonly<Record<string, Table['kind']>> = {
  r: 'table',
  v: 'view',
  m: 'materialized-view',
  f: 'foreign-table',
  p: 'partitioned-table',
};
const VOLATILITY: Readonly<Record<string, DbFunction['volatility']>> = {
  v: 'volatile',
  s: 'stable',
  i: 'immutable',
};
/** Bits of pg_relation_is_updatable: commands as numbered by Postgres's CmdType. */
const UPDATE = 1 << 2;
const INSERT = 1 << 3;
const DELETE = 1 << 4;

function build(raw: Answer): Omit<Catalog, 'enumValues'> {
  const typeOf = typesByOid(raw.types);
  const columns = columnsByTable(raw.columns, typeOf);
  const names = new Map(raw.tables.map(([id, schema, name]) => [id, { schema, name }]));
  const constraints = constraintsByTable(raw.constraints);

  const tables = new Map<QualifiedKey, Table>();
  for (const [id, schema, name, relkind, description, updatable] of raw.tables) {
    const kind = TABLE_KINDS[relkind] ?? 'table';
    const may = (bit: number): boolean =>
      updatable === null ? kind !== 'materialized-view' : (updatable & bit) === bit;
    const own = columns.get(id) ?? new Map<number, Column>();
    tables.set(keyOf({ schema, name }), {
      name: { schema, name },
      oid: id,
      kind,
      columns: new Map([...own.values()].map((column) => [column.name, column])),
      ...keysOf(constraints.get(id) ?? [], own, columns, names),
      isInsertable: may(INSERT),
      isUpdatable: may(UPDATE),
      isDeletable: may(DELETE),
      description,
    });
  }
  return {
    tables,
    functions: functionsByName(raw.functions, typeOf, names),
    serverVersion: raw.version,
  };
}

function typesByOid(types: Answer['types']): (id: number) => PgType {
  const rows = new Map(types.map((row) => [row[0], row]));
  const made = new Map<number, PgType>();
  return function typeOf(id): PgType {
    const known = made.get(id);
    if (known) return known;
    const row = rows.get(id);
    if (!row) return { name: 'unknown', schema: 'pg_catalog', kind: 'pseudo', sqlName: 'unknown' };
    const [, schema, name, typtype, sqlName, element, base] = row;
    const type: PgType = {
      name,
      schema,
      kind: TYPE_KINDS[typtype] ?? 'base',
      sqlName,
      ...(element === 0 ? {} : { element: typeOf(element) }),
      ...(base === 0 ? {} : { base: typeOf(base) }),
    };
    made.set(id, type);
    return type;
  };
}

function constraintsByTable(
  rows: Answer['constraints'],
): ReadonlyMap<number, Answer['constraints']> {
  const tables = new Map<number, Answer['constraints']>();
  for (const row of rows) {
    const own = tables.get(row[0]);
    if (own) own.push(row);
    else tables.set(row[0], [row]);
  }
  return tables;
}

type ColumnsByTable = ReadonlyMap<number, ReadonlyMap<number, Column>>;

function columnsByTable(rows: Answer['columns'], typeOf: (id: number) => PgType): ColumnsByTable {
  const tables = new Map<number, Map<number, Column>>();
  for (const [
    table,
    name,
    position,
    type,
    notNull,
    hasDefault,
    generated,
    identity,
    description,
  ] of rows) {
    let columns = tables.get(table);
    if (!columns) {
      columns = new Map();
      tables.set(table, columns);
    }
    columns.set(position, {
      name,
      position,
      type: typeOf(type),
      isNullable: !notNull,
      hasDefault,
      isGenerated: generated !== '',
      identity: identity === 'a' ? 'always' : identity === 'd' ? 'by-default' : 'none',
      description,
    });
  }
  return tables;
}

function keysOf(
  constraints: Answer['constraints'],
  own: ReadonlyMap<number, Column>,
  columns: ColumnsByTable,
  names: ReadonlyMap<number, TableName>,
): Pick<Table, 'primaryKey' | 'uniqueConstraints' | 'foreignKeys'> {
  let primaryKey: Constraint | null = null;
  const uniqueConstraints: Constraint[] = [];
  const foreignKeys: ForeignKey[] = [];
  for (const [, name, type, ours, targetOid, theirs] of constraints) {
    const ownNames = ours.map((position) => own.get(position)?.name ?? '');
    if (type === 'p') primaryKey = { name, columns: ownNames };
    else if (type === 'u') uniqueConstraints.push({ name, columns: ownNames });
    else {
      const target = names.get(targetOid);
      const targetColumns = columns.get(targetOid);
      if (!target || !targetColumns) continue; // points into a schema that is not ours to see
      const pairs = ownNames.map((column, i): [string, string] => [
        column,
        targetColumns.get(theirs?.[i] ?? 0)?.name ?? '',
      ]);
      foreignKeys.push({ name, target, columns: new Map(pairs) });
    }
  }
  return { primaryKey, uniqueConstraints, foreignKeys };
}

function functionsByName(
  rows: Answer['functions'],
  typeOf: (id: number) => PgType,
  tables: ReadonlyMap<number, TableName>,
): ReadonlyMap<QualifiedKey, readonly DbFunction[]> {
  const functions = new Map<QualifiedKey, DbFunction[]>();
  for (const row of rows) {
    const [id, schema, name, types, argNames, modes, defaults, isVariadic] = row;
    const [returns, returnsSet, volatility, returnsRelation, description] = row.slice(8) as [
      number,
      boolean,
      string,
      number | null,
      string | null,
    ];
    // proargtypes holds the input arguments alone, proargnames all of them: modes say which are which.
    const inputNames = argNames?.filter(
      (_, i) => modes === null || 'ibv'.includes(modes[i] ?? 'i'),
    );
    const args = types.map((type, i) => ({
      name: inputNames?.[i] || null,
      type: typeOf(type),
      hasDefault: i >= types.length - defaults,
    }));
    const made: DbFunction = {
      name: { schema, name },
      oid: id,
      args,
      returns: typeOf(returns),
      returnsSet,
      returnsTable: (returnsRelation !== null && tables.get(returnsRelation)) || null,
      volatility: VOLATILITY[volatility] ?? 'volatile',
      isVariadic,
      description,
    };
    const key = keyOf(made.name);
    const overloads = functions.get(key);
    if (overloads) overloads.push(made);
    else functions.set(key, [made]);
  }
  return functions;
}

/**
 * A table whose rows can be values: one column as its key, and at most one more, which comments. Whether they hold text
 * is told by schema/, with all else that may be wrong.
 */
export function enumColumns(table: Table): { value: string; comment: string | null } | null {
  const [value, ...more] = table.primaryKey?.columns ?? [];
  if (value === undefined || more.length > 0) return null;
  const others = [...table.columns.values()].filter(({ name }) => name !== value);
  if (others.length > 1) return null;
  return { value, comment: others[0]?.name ?? null };
}

async function enumValues(
  database: Queryable,
  tables: Catalog['tables'],
  wanted: readonly TableName[],
): Promise<Catalog['enumValues']> {
  const found = new Map<QualifiedKey, Map<string, string | null>>();
  const selects = wanted.flatMap((name) => {
    const table = tables.get(keyOf(name));
    const columns = table && enumColumns(table);
    if (!columns) return [];
    found.set(keyOf(name), new Map());
    const comment =
      columns.comment === null ? sql`NULL::text` : sql`${ident(columns.comment)}::text`;
    return [
      sql`SELECT ${literal(name.schema)}::text AS schema, ${literal(name.name)}::text AS name, ${ident(columns.value)}::text AS value, ${comment} AS comment FROM ${ident(name.schema, name.name)}`,
    ];
  });
  if (selects.length === 0) return found;
  const result = await database.query(render(join(selects, sql` UNION ALL `)).text);
  for (const row of z.array(enumRow).parse(result.records()))
    found.get(keyOf(row))?.set(row.value, row.comment);
  return found;
}
const enumRow = z.object({
  schema: text,
  name: text,
  value: text,
  comment: text.nullable(),
});
