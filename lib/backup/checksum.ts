import type pg from 'pg';
import { DATA_SCHEMAS } from './dump.ts';

/** What a table holds, in short: equal for equal rows in whatever order. */
export interface TableSum {
  readonly rows: number;
  readonly md5: string;
}

export type Checksums = Readonly<Record<string, TableSum>>;

/** Of every table with data of ours, as this connection sees them now. */
export async function checksumsOf(client: pg.ClientBase): Promise<Checksums> {
  const sums: [string, TableSum][] = [];
  for (const table of await tablesOf(client, 'with data')) {
    const { rows } = await client.query<TableSum>(
      `SELECT count(*)::integer AS rows, coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS md5
         FROM ${table} AS t`,
    );
    sums.push([table, rows[0] ?? { rows: 0, md5: '' }]);
  }
  return Object.fromEntries(sums);
}

/** The tables in which two databases differ. One that only one of them has, and that is empty, makes no difference. */
export function differences(a: Checksums, b: Checksums): readonly string[] {
  const empty: TableSum = { rows: 0, md5: '' };
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((table) => (a[table] ?? empty).md5 !== (b[table] ?? empty).md5)
    .sort();
}

/** Quoted names of our tables; a partitioned one stands for its partitions. Unlogged ones hold nothing that is kept. */
export async function tablesOf(
  client: pg.ClientBase,
  which: 'all' | 'with data',
): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1)
       AND ($2 OR c.relpersistence <> 'u')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1`,
    [DATA_SCHEMAS, which === 'all'],
  );
  return rows.map(({ name }) => name);
}
