import { expect } from 'vitest';
import { HASURA_FOLDER } from '../../scripts/domain/migrate.ts';
import { readProject } from '../../scripts/hasura/project.ts';
import type { Database } from '../support/database.ts';
import { test } from './domain.ts';

/** hasura/metadata against hasura/migrations, without an engine: every name that is used exists. */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Filter = Readonly<Record<string, unknown>>;

interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}
interface Relationship {
  readonly name: string;
  readonly using: {
    readonly foreign_key_constraint_on?:
      | string
      | readonly string[]
      | {
          readonly column?: string;
          readonly columns?: readonly string[];
          readonly table: QualifiedName;
        };
    readonly manual_configuration?: {
      readonly column_mapping: Readonly<Record<string, string>>;
      readonly remote_table: QualifiedName;
    };
  };
}
interface Permission {
  readonly role: string;
  readonly permission: {
    readonly columns?: readonly string[];
    readonly computed_fields?: readonly string[];
    readonly filter?: Filter;
    readonly check?: Filter;
    readonly set?: Readonly<Record<string, string>>;
    readonly limit?: number;
    readonly backend_only?: boolean;
  };
}
interface Trigger {
  readonly name: string;
  readonly webhook: string;
  readonly definition: Readonly<Record<string, { readonly columns?: Json } | boolean>>;
}
interface TableEntry {
  readonly table: QualifiedName;
  readonly is_enum?: boolean;
  readonly object_relationships?: readonly Relationship[];
  readonly array_relationships?: readonly Relationship[];
  readonly computed_fields?: readonly {
    readonly name: string;
    readonly definition: { readonly function: QualifiedName };
  }[];
  readonly insert_permissions?: readonly Permission[];
  readonly select_permissions?: readonly Permission[];
  readonly update_permissions?: readonly Permission[];
  readonly delete_permissions?: readonly Permission[];
  readonly event_triggers?: readonly Trigger[];
}
interface Source {
  readonly tables: readonly TableEntry[];
  readonly functions: readonly { readonly function: QualifiedName }[];
}

const { metadata } = readProject(HASURA_FOLDER);
const [source] = metadata['sources'] as readonly [Source];
const key = ({ schema, name }: QualifiedName): string => `${schema}.${name}`;
const tables = new Map(source.tables.map((entry) => [key(entry.table), entry]));
const VERBS = ['insert', 'select', 'update', 'delete'] as const;

async function columnsOf(database: Database): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await database.query<{ name: string; columns: string[] }>(`
    SELECT table_schema || '.' || table_name AS name, array_agg(column_name::text) AS columns
    FROM information_schema.columns GROUP BY 1`);
  return new Map(rows.map(({ name, columns }) => [name, new Set(columns)]));
}

test('every table of public is tracked, nothing of auth is', async ({ database }) => {
  const columns = await columnsOf(database);
  const of = (schema: string) =>
    [...columns.keys()].filter((name) => name.startsWith(`${schema}.`));
  expect([...tables.keys()].filter((name) => name.startsWith('public.')).sort()).toEqual(
    of('public').sort(),
  );
  expect([...tables.keys()].filter((name) => name.startsWith('auth.'))).toEqual([]);
  for (const name of tables.keys()) expect([...columns.keys()]).toContain(name);
});

test('permissions, relationships and triggers name columns that exist', async ({ database }) => {
  const columns = await columnsOf(database);
  for (const [name, entry] of tables) {
    const has = (column: string, where: string, table = name) =>
      expect(columns.get(table)?.has(column), `${where}: ${table}.${column}`).toBe(true);
    for (const relationship of relationshipsOf(entry)) {
      const { target, ours, theirs } = joined(name, relationship);
      expect(tables.has(target), `${name}.${relationship.name} → ${target}`).toBe(true);
      for (const column of ours) has(column, relationship.name);
      for (const column of theirs) has(column, relationship.name, target);
    }
    for (const verb of VERBS)
      for (const { role, permission } of entry[`${verb}_permissions`] ?? []) {
        const where = `${verb} of ${role}`;
        for (const column of permission.columns ?? []) has(column, where);
        for (const column of Object.keys(permission.set ?? {})) has(column, where);
        for (const exp of [permission.filter, permission.check]) checkExp(exp ?? {}, name, where);
        const computed = new Set(entry.computed_fields?.map((field) => field.name));
        for (const field of permission.computed_fields ?? [])
          expect(computed.has(field), `${where}: ${name}.${field}`).toBe(true);
      }
    for (const { definition, name: trigger } of entry.event_triggers ?? [])
      for (const part of Object.values(definition))
        if (typeof part === 'object' && Array.isArray(part.columns))
          for (const column of part.columns) has(String(column), trigger);
  }

  function checkExp(exp: Filter, table: string, where: string): void {
    for (const [name, value] of Object.entries(exp)) {
      if (name === '_and' || name === '_or') {
        for (const part of value as readonly Filter[]) checkExp(part, table, where);
        continue;
      }
      const entry = tables.get(table);
      const relationship = relationshipsOf(entry).find((one) => one.name === name);
      const isComputed = entry?.computed_fields?.some((field) => field.name === name) ?? false;
      if (relationship !== undefined)
        checkExp(value as Filter, joined(table, relationship).target, where);
      else if (!isComputed)
        expect(columns.get(table)?.has(name), `${where}: ${table}.${name}`).toBe(true);
    }
  }
});

test('tracked functions and computed fields are functions that exist, once', async ({
  database,
}) => {
  const { rows } = await database.query<{ name: string }>(
    `SELECT pronamespace::regnamespace || '.' || proname AS name FROM pg_proc WHERE prokind = 'f'`,
  );
  const used = [
    ...source.functions.map((entry) => entry.function),
    ...[...tables.values()].flatMap((entry) =>
      (entry.computed_fields ?? []).map(({ definition }) => definition.function),
    ),
  ];
  for (const name of used.map(key))
    expect(
      rows.filter((row) => row.name === name),
      name,
    ).toHaveLength(1); // an overloaded one cannot be tracked
});

test('head columns are nobody’s to write, and every select has its limit', () => {
  const head = ['id', 'created_by', 'created_at', 'updated_by', 'updated_at', 'version'];
  for (const [name, entry] of tables) {
    for (const verb of ['insert', 'update'] as const)
      for (const { role, permission } of entry[`${verb}_permissions`] ?? [])
        for (const column of head)
          expect(permission.columns ?? [], `${verb} of ${role} on ${name}`).not.toContain(column);
    for (const { role, permission } of entry.select_permissions ?? []) {
      const limit = { anonymous: 100, user: 100, editor: 100, mod: 1000, superadmin: 1000 }[role];
      expect(permission.limit, `${role} on ${name}`).toBe(limit);
    }
  }
});

test('the service writes by the backend only, and nobody is called admin', () => {
  for (const [name, entry] of tables)
    for (const verb of VERBS)
      for (const { role, permission } of entry[`${verb}_permissions`] ?? []) {
        expect(role).not.toBe('admin');
        if (verb !== 'select')
          expect(permission.backend_only ?? false, `${verb} on ${name}`).toBe(role === 'service');
      }
});

test('a trigger’s webhook is the handler of its name, with the secret', () => {
  for (const entry of tables.values())
    for (const { name, webhook } of entry.event_triggers ?? []) {
      const handler = name.startsWith('enum_changed_') ? 'enum_changed' : name;
      expect(webhook).toBe(`{{HANDLERS_URL}}/events/${handler}`);
      expect(name.length, name).toBeLessThanOrEqual(42); // Hasura's limit
    }
});

function relationshipsOf(entry: TableEntry | undefined): readonly Relationship[] {
  return [...(entry?.object_relationships ?? []), ...(entry?.array_relationships ?? [])];
}

/** What a relationship joins. By a foreign key of ours, the target is the table that some entry of metadata shows. */
function joined(
  from: string,
  { using, name }: Relationship,
): { target: string; ours: readonly string[]; theirs: readonly string[] } {
  const { manual_configuration: manual, foreign_key_constraint_on: on } = using;
  if (manual !== undefined) {
    const mapping = Object.entries(manual.column_mapping);
    return {
      target: key(manual.remote_table),
      ours: mapping.map(([ours]) => ours),
      theirs: mapping.map(([, theirs]) => theirs),
    };
  }
  if (typeof on === 'object' && 'table' in on)
    return { target: key(on.table), ours: [], theirs: on.columns ?? [on.column ?? ''] };
  const ours = typeof on === 'string' ? [on] : (on ?? []);
  const target = FOREIGN_KEYS.get(`${from}(${ours.join()})`);
  if (target === undefined) throw new Error(`${from}.${name}: no foreign key over ${ours.join()}`);
  return { target, ours, theirs: [] };
}

/** Foreign keys of ours that relationships use: table(columns) → target. Filled by the first hook. */
const FOREIGN_KEYS = new Map<string, string>();

test.beforeEach(async ({ database }) => {
  const { rows } = await database.query<{ from: string; target: string }>(`
    SELECT n.nspname || '.' || c.relname || '(' || (
             SELECT string_agg(a.attname, ',' ORDER BY k.place)
             FROM unnest(f.conkey) WITH ORDINALITY AS k (attnum, place)
             JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum
           ) || ')' AS "from",
           tn.nspname || '.' || t.relname AS target
    FROM pg_constraint f
    JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class t ON t.oid = f.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
    WHERE f.contype = 'f'`);
  for (const { from, target } of rows) FOREIGN_KEYS.set(from, target);
});
