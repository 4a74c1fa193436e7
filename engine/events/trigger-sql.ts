/** An event trigger of metadata → the functions and triggers in Postgres that write its events. */
import type { PgType, Table, TableName } from '../catalog/model.ts';
import type { EventTrigger, TriggerOperation } from '../metadata/model.ts';
import { empty, ident, join, literal, render, type Sql, sql } from '../pg/sql.ts';

export const OPERATIONS = ['insert', 'update', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Postgres's own name of function and trigger, as the original spells it. 42 characters at most go between. */
export const triggerName = (trigger: string, operation: Operation): string =>
  `notify_hasura_${trigger}_${operation.toUpperCase()}`;

/** Everything that makes Postgres write the events of a trigger: what it no longer says is dropped. */
export function triggerStatements(trigger: EventTrigger, table: Table): string {
  return OPERATIONS.map((operation) => {
    const definition = trigger.definition[operation];
    return definition === undefined
      ? dropOne(trigger.name, operation)
      : create(trigger, operation, definition, table);
  })
    .map(text)
    .join('\n');
}

/** The trigger falls with its function. */
export const dropStatements = (trigger: string): string =>
  OPERATIONS.map((operation) => text(dropOne(trigger, operation))).join('\n');

const text = (statement: Sql): string => render(statement).text;

const dropOne = (trigger: string, operation: Operation): Sql =>
  sql`DROP FUNCTION IF EXISTS ${functionName(trigger, operation)}() CASCADE;`;

/** The body of the function, as Postgres keeps it: what tells whether it is up to date. */
export const triggerBody = (
  trigger: string,
  operation: Operation,
  definition: TriggerOperation,
  table: Table,
): string => text(body(trigger, operation, definition, table));

const functionName = (trigger: string, operation: Operation): Sql =>
  ident('hdb_catalog', triggerName(trigger, operation));

function create(
  trigger: EventTrigger,
  operation: Operation,
  definition: TriggerOperation,
  table: Table,
): Sql {
  const name = ident(triggerName(trigger.name, operation));
  const on = ident(table.name.schema, table.name.name);
  return sql`CREATE OR REPLACE FUNCTION ${functionName(trigger.name, operation)}() RETURNS trigger LANGUAGE plpgsql AS ${literal(
    text(body(trigger.name, operation, definition, table)),
  )};
DROP TRIGGER IF EXISTS ${name} ON ${on};
CREATE TRIGGER ${name} AFTER ${OPERATION_SQL[operation]} ON ${on} FOR EACH ROW EXECUTE PROCEDURE ${functionName(trigger.name, operation)}();${
    trigger.trigger_on_replication
      ? sql`
ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${name};`
      : empty
  }`;
}

const OPERATION_SQL: Readonly<Record<Operation, Sql>> = {
  insert: sql`INSERT`,
  update: sql`UPDATE`,
  delete: sql`DELETE`,
};

/**
 * The table is named as metadata names it, and not by TG_TABLE_NAME, which is a partition's where a partition got the
 * row.
 */
function body(
  trigger: string,
  operation: Operation,
  { columns, payload }: TriggerOperation,
  table: Table,
): Sql {
  const row = (record: Sql): Sql => rowToJson(record, payload ?? '*');
  const data = {
    insert: sql`json_build_object('old', NULL, 'new', ${row(sql`NEW`)})`,
    update: sql`json_build_object('old', ${row(sql`OLD`)}, 'new', ${row(sql`NEW`)})`,
    delete: sql`json_build_object('old', ${row(sql`OLD`)}, 'new', NULL)`,
  }[operation];
  const log = sql`PERFORM hdb_catalog.insert_event_log(${names(table.name)}, ${literal(trigger)}, TG_OP, ${data});`;
  if (operation !== 'update')
    return sql`
BEGIN
  ${log}
  RETURN NULL;
END;`;
  return sql`
BEGIN
  ${ifChanged(columns, table, log)}
  RETURN NULL;
END;`;
}

const names = ({ schema, name }: TableName): Sql => sql`${literal(schema)}, ${literal(name)}`;

/**
 * Images are compared first: it is cheap and knows every type. Equal values may have two images (1.0 and 1.00), so
 * that what differs is compared by value as well, which not every type has: such an update counts as a change.
 */
function ifChanged(columns: '*' | readonly string[], table: Table, log: Sql): Sql {
  const listened = columns === '*' ? [...table.columns.keys()] : columns;
  const types = listened.map((name) => table.columns.get(name)?.type);
  const before = rowOf(sql`OLD`, columns);
  const after = rowOf(sql`NEW`, columns);
  const isComparable = types.every((type) => type !== undefined && hasEquality(type));
  if (isComparable)
    return sql`IF record_image_ne(${before}, ${after}) AND ${before} IS DISTINCT FROM ${after} THEN
    ${log}
  END IF;`;
  return sql`IF record_image_ne(${before}, ${after}) THEN
    DECLARE
      is_changed boolean := true;
    BEGIN
      BEGIN
        is_changed := record_ne(${before}, ${after});
      EXCEPTION WHEN undefined_function THEN
        is_changed := true;
      END;
      IF is_changed THEN
        ${log}
      END IF;
    END;
  END IF;`;
}

const rowOf = (record: Sql, columns: '*' | readonly string[]): Sql =>
  columns === '*' ? record : sql`ROW(${fieldsOf(record, columns)})`;

const fieldsOf = (record: Sql, columns: readonly string[]): Sql =>
  join(
    columns.map((column) => sql`${record}.${ident(column)}`),
    sql`, `,
  );

const rowToJson = (record: Sql, columns: '*' | readonly string[]): Sql =>
  columns === '*'
    ? sql`row_to_json(${record})`
    : sql`row_to_json((SELECT "e" FROM (SELECT ${fieldsOf(record, columns)}) AS "e"))`;

/** Base types of Postgres with an equality that its rows can be compared by. */
const COMPARABLE: ReadonlySet<string> = new Set(
  'bool bytea char name int8 int2 int4 text oid inet cidr macaddr bpchar varchar date time timestamp timestamptz interval timetz bit varbit numeric uuid jsonb float4 float8 money tsvector tsquery citext ltree'.split(
    ' ',
  ),
);
function hasEquality(type: PgType): boolean {
  if (type.element) return hasEquality(type.element);
  if (type.base) return hasEquality(type.base);
  return type.kind === 'enum' || type.kind === 'range' || COMPARABLE.has(type.name);
}
