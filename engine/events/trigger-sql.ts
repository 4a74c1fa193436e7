/** An event trigger of metadata → the functions and triggers in Postgres that write its events. */
import type { PgType, Table, TableName } from '../catalog/model.ts';
import { EXTENSION_KEY } from '../metadata/model/extension.ts';
import type { EventTrigger, TriggerOperation } from '../metadata/model.ts';
import { empty, ident, integer, join, literal, render, type Sql, sql } from '../pg/sql.ts';
import type { RowCondition } from '../schema/row-condition.ts';
import { conditionToSql } from './condition-sql.ts';

/** An event trigger and the table that it is on, with its condition read. */
export interface TablePlan {
  readonly trigger: EventTrigger;
  readonly table: Table;
  readonly when: RowCondition | null;
}

export const OPERATIONS = ['insert', 'update', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Postgres's own name of function and trigger, as the original spells it. 42 characters at most go between. */
export const triggerName = (trigger: string, operation: Operation): string =>
  `notify_hasura_${trigger}_${operation.toUpperCase()}`;

/** Everything that makes Postgres write the events of a trigger: what it no longer says is dropped. */
export function triggerStatements(plan: TablePlan): string {
  return OPERATIONS.map((operation) => {
    const definition = plan.trigger.definition[operation];
    return definition === undefined
      ? dropOne(plan.trigger.name, operation)
      : create(plan, operation, definition);
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
  plan: TablePlan,
  operation: Operation,
  definition: TriggerOperation,
): string => text(body(plan, operation, definition));

const functionName = (trigger: string, operation: Operation): Sql =>
  ident('hdb_catalog', triggerName(trigger, operation));

function create(plan: TablePlan, operation: Operation, definition: TriggerOperation): Sql {
  const { trigger, table } = plan;
  const name = ident(triggerName(trigger.name, operation));
  const on = ident(table.name.schema, table.name.name);
  return sql`CREATE OR REPLACE FUNCTION ${functionName(trigger.name, operation)}() RETURNS trigger LANGUAGE plpgsql AS ${literal(
    triggerBody(plan, operation, definition),
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
const IMAGES = {
  insert: ['new'],
  update: ['old', 'new'],
  delete: ['old'],
} as const satisfies Record<Operation, readonly ('old' | 'new')[]>;

function body(plan: TablePlan, operation: Operation, definition: TriggerOperation): Sql {
  const { table, when } = plan;
  const log = write(plan, operation, definition);
  const wanted = when
    ? sql`IF ${conditionToSql(when, IMAGES[operation])} THEN
    ${log}
  END IF;`
    : log;
  return sql`
BEGIN
  ${operation === 'update' ? ifChanged(definition.columns, table, wanted) : wanted}
  RETURN NULL;
END;`;
}

/**
 * The table is named as metadata names it, and not by TG_TABLE_NAME, which is a partition's where a partition got the
 * row.
 */
function write({ trigger, table }: TablePlan, operation: Operation, definition: TriggerOperation) {
  const row = (record: Sql): Sql => rowToJson(record, definition.payload ?? '*');
  const data = {
    insert: sql`json_build_object('old', NULL, 'new', ${row(sql`NEW`)})`,
    update: sql`json_build_object('old', ${row(sql`OLD`)}, 'new', ${row(sql`NEW`)})`,
    delete: sql`json_build_object('old', ${row(sql`OLD`)}, 'new', NULL)`,
  }[operation];
  const log = sql`hdb_catalog.insert_event_log(${names(table.name)}, ${literal(trigger.name)}, TG_OP, ${data})`;
  const key = trigger[EXTENSION_KEY]?.ordered_by;
  if (!key) return sql`PERFORM ${log};`;
  const record = operation === 'delete' ? sql`OLD` : sql`NEW`;
  return writeInOrder(trigger.name, sql`jsonb_build_array(${fieldsOf(record, key)})`, log);
}

/**
 * Locks of one transaction: a statement that writes a hundred thousand keys must not fill Postgres's table of locks. Keys
 * that share a lock wait for each other needlessly, no more.
 */
const KEY_LOCKS = 1024;

/**
 * A transaction that writes an event of a key holds the key's lock until it has committed and is seen by all, so that the
 * numbers that events of a key are given are in the order of commits.
 */
const writeInOrder = (trigger: string, key: Sql, log: Sql): Sql =>
  sql`DECLARE
    event_key bigint := hashtextextended(${key}::text, 0);
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(${literal(trigger)}), (event_key & ${integer(KEY_LOCKS - 1)})::int);
    INSERT INTO hdb_catalog.event_order (event_id, trigger_name, key) VALUES (${log}, ${literal(trigger)}, event_key);
  END;`;

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
