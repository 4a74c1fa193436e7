import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../platform/programs.ts';

/** test/permissions/: a file for each table that is tracked, or its name in hidden.yaml. */

const FOLDER = path.join(ROOT, 'test/permissions');

interface Metadata {
  readonly sources: readonly {
    readonly tables: readonly {
      readonly table: { readonly schema: string; readonly name: string };
    }[];
  }[];
}

/** Tables that are named in test/permissions. */
export function tablesInMatrix(folder = FOLDER): ReadonlySet<string> {
  const tables = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => {
      const entry = parse(readFileSync(path.join(folder, file), 'utf8')) as {
        readonly table?: string;
        readonly tables?: readonly string[];
      };
      return entry.tables ?? [entry.table ?? `${file} names no table`];
    });
  return new Set(tables);
}

/** What is wrong between the tracked tables and the matrix; nothing, when nothing is. */
export function problemsOf(metadata: unknown, known: ReadonlySet<string>): readonly string[] {
  const tracked = (metadata as Metadata).sources.flatMap(({ tables }) =>
    tables.map(({ table: { schema, name } }) => (schema === 'public' ? name : `${schema}.${name}`)),
  );
  return [
    ...tracked
      .filter((table) => !known.has(table))
      .map((table) => `${table} is tracked, and no file of test/permissions says who may see it`),
    ...[...known]
      .filter((table) => !tracked.includes(table))
      .map((table) => `${table} is in test/permissions, and not tracked`),
  ];
}
