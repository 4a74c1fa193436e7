import { EngineError } from '../base/error.ts';
import { type Catalog, keyOf } from '../catalog/model.ts';
import { quotedName } from '../metadata/command.ts';
import type { Source, TableMetadata } from '../metadata/model.ts';

/** Columns that SQL added or renamed may not be called as a relationship of their table is. */
export function refuseTakenNames({ tables }: Source, before: Catalog, after: Catalog): void {
  const byOid = new Map([...after.tables.values()].map((table) => [table.oid, table]));
  for (const table of tables) {
    const was = before.tables.get(keyOf(table.table));
    const is = was && byOid.get(was.oid);
    if (!was || !is) continue;
    const names = new Map([...was.columns.values()].map(({ position, name }) => [position, name]));
    for (const { position, name } of is.columns.values()) {
      const oldName = names.get(position);
      if (oldName !== name && isRelationship(table, name)) throw taken(table, name, oldName);
    }
  }
}

const isRelationship = (
  { object_relationships, array_relationships }: TableMetadata,
  name: string,
): boolean => [...object_relationships, ...array_relationships].some((each) => each.name === name);

function taken({ table }: TableMetadata, name: string, oldName: string | undefined): EngineError {
  const change =
    oldName === undefined ? `add column "${name}"` : `rename column "${oldName}" to "${name}"`;
  return new EngineError(
    'already-exists',
    `cannot ${change} in table ${quotedName(table)} as a relationship with the name already exists`,
  );
}
