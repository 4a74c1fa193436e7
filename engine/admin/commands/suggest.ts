import { type Catalog, keyOf, type TableName } from '../../catalog/model.ts';
import { isSameName } from '../../metadata/command.ts';
import type { Source, TableMetadata } from '../../metadata/model.ts';
import { printQualified } from '../../metadata/print.ts';
import { toTableName } from '../fields.ts';

/** Relationships that the foreign keys of tracked tables would give, both ways. */
export function suggestRelationships(
  source: Source,
  catalog: Catalog | undefined,
  options: { readonly omitTracked: boolean; readonly tables: readonly unknown[] | undefined },
): unknown {
  const wanted = options.tables?.flatMap((table) => toTableName(table) ?? []);
  const isWanted = (name: TableName): boolean =>
    source.tables.some(({ table }) => isSameName(table, name)) &&
    (wanted === undefined || wanted.some((table) => isSameName(table, name)));
  const relationships = source.tables.flatMap((table) => {
    if (!isWanted(table.table)) return [];
    const found = catalog?.tables.get(keyOf(table.table));
    return (found?.foreignKeys ?? []).flatMap(({ name, target, columns }) => {
      if (!isWanted(target)) return [];
      const ours = [...columns.keys()];
      const from = { table: printQualified(table.table), columns: ours, constraint_name: name };
      const to = { table: printQualified(target), columns: [...columns.values()] };
      const theirs = source.tables.find((other) => isSameName(other.table, target));
      const unique = [found?.primaryKey, ...(found?.uniqueConstraints ?? [])].some(
        (key) =>
          key?.columns.length === ours.length &&
          ours.every((column) => key.columns.includes(column)),
      );
      const isObjectKnown = options.omitTracked && hasObject(table, ours);
      const isArrayKnown = options.omitTracked && theirs && pointsBack(theirs, table.table, ours);
      return [
        ...(isObjectKnown ? [] : [{ type: 'object', from, to }]),
        ...(isArrayKnown ? [] : [{ type: unique ? 'object' : 'array', from: to, to: from }]),
      ];
    });
  });
  return { relationships };
}

const sameColumns = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((column) => b.includes(column));

const hasObject = (table: TableMetadata, columns: readonly string[]): boolean =>
  table.object_relationships.some(({ using }) => {
    const key = using.foreign_key_constraint_on;
    return key !== undefined && key.table === undefined && sameColumns(key.columns, columns);
  });
const pointsBack = (table: TableMetadata, from: TableName, columns: readonly string[]): boolean =>
  [...table.array_relationships, ...table.object_relationships].some(({ using }) => {
    const key = using.foreign_key_constraint_on;
    return (
      key?.table !== undefined && isSameName(key.table, from) && sameColumns(key.columns, columns)
    );
  });
