import { EngineError, type JsonPath } from '../base/error.ts';
import type { Metadata, Source, TableMetadata } from './model.ts';

/** What Hasura's parser refuses as `multiple declarations`: two of one name, where names are keys. Tables may repeat: the last wins. */
export function checkDuplicates(parsed: Metadata, path: JsonPath): Metadata {
  requireUnique('sources', namesOf(parsed.sources), path);
  requireUnique('remote schemas', namesOf(parsed.remote_schemas), path);
  requireUnique('query collections', namesOf(parsed.query_collections), path);
  const allowed = parsed.allowlist.map(({ collection }) => collection);
  requireUnique('allowlist entries', allowed, path);
  requireUnique('actions', namesOf(parsed.actions), path);
  requireUnique('cron triggers', namesOf(parsed.cron_triggers), path);
  const inherited = parsed.inherited_roles.map(({ role_name }) => role_name);
  requireUnique('inherited roles', inherited, path);
  for (const [i, source] of parsed.sources.entries()) {
    for (const [j, table] of source.tables.entries())
      checkTable(table, [...path, 'sources', i, 'tables', j]);
    checkTriggerNames(source, path);
  }
  return { ...parsed, sources: parsed.sources.map(withoutRepeats) };
}

function checkTable(table: TableMetadata, path: JsonPath): void {
  requireUnique('object relationships', namesOf(table.object_relationships), path);
  requireUnique('array relationships', namesOf(table.array_relationships), path);
  requireUnique('computed fields', namesOf(table.computed_fields), path);
  requireUnique('remote relationships', namesOf(table.remote_relationships), path);
  for (const verb of ['insert', 'select', 'update', 'delete'] as const) {
    const roles = table[`${verb}_permissions`].map(({ role }) => role);
    requireUnique(`${verb} permissions`, roles, path);
  }
  requireUnique('event triggers', namesOf(table.event_triggers), path);
}

/** The log of a source's events knows a trigger by its name alone. */
function checkTriggerNames({ tables }: Source, path: JsonPath): void {
  const twice = repeated(tables.flatMap(({ event_triggers }) => namesOf(event_triggers)));
  if (twice.length > 0)
    throw new EngineError(
      'not-supported',
      `Event trigger with duplicate names not allowed: ${twice.map((name) => `"${name}"`).join(', ')}`,
      path,
    );
}

function requireUnique(what: string, names: readonly string[], path: JsonPath): void {
  const twice = repeated(names);
  if (twice.length > 0)
    throw new EngineError(
      'parse-failed',
      `multiple declarations exist for the following ${what}: ${twice.join(', ')}`,
      path,
    );
}

function repeated(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return [...new Set(names.filter((name) => seen.size === seen.add(name).size))];
}

const namesOf = (items: readonly { readonly name: string }[]): readonly string[] =>
  items.map(({ name }) => name);

function withoutRepeats(source: Metadata['sources'][number]): Metadata['sources'][number] {
  const last = <T>(items: readonly T[], key: (item: T) => string): readonly T[] => [
    ...new Map(items.map((item) => [key(item), item])).values(),
  ];
  const nameOf = (name: { schema: string; name: string }): string => `${name.schema}\0${name.name}`;
  return {
    ...source,
    tables: last(source.tables, ({ table }) => nameOf(table)),
    functions: last(source.functions, (entry) => nameOf(entry.function)),
  };
}
