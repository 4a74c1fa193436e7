import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/platform/programs.ts';
import { createDatabase, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';

/** Projects that others wrote for the real Hasura. They lie beside the repository and belong to their authors. */
export const PROJECTS = path.resolve(ROOT, '../shared/projects');

export const projectNames: readonly string[] = existsSync(PROJECTS)
  ? readdirSync(PROJECTS).filter((name) => existsSync(path.join(PROJECTS, name, 'expected.json')))
  : [];

interface Expected {
  readonly sources: readonly {
    readonly name: string;
    readonly database_url: { readonly from_env: string };
  }[];
  readonly environment: Readonly<Record<string, string>>;
  readonly expected_inconsistencies: readonly ExpectedInconsistency[];
}
interface ExpectedInconsistency {
  readonly type: string;
  readonly name: string;
  readonly table?: string;
  readonly source?: string;
}

export interface Project {
  readonly folder: string;
  /** Names of what must be inconsistent, in order. */
  readonly inconsistencies: readonly string[];
  /** The schema as the real Hasura dumped it, for projects that have one. */
  readonly oracle: string | null;
  readonly engine: Engine;
  close(): Promise<void>;
}

/** An engine on databases of the project's own, before anything is deployed. */
export async function openProject(name: string): Promise<Project> {
  const folder = path.join(PROJECTS, name);
  const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Expected;
  const databases = await createDatabases(folder, expected);
  const [metadataDatabase] = databases.values();
  if (!metadataDatabase) throw new Error(`${folder} names no source`);
  // The metadata database is said on the command line, and wins over a variable that is a source's.
  const engine = await startEngine({
    databaseUrl: metadataDatabase.url,
    env: {
      HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: 'naming_convention',
      HASURA_GRAPHQL_DEV_MODE: 'true', // every role is told what Postgres said
      ...Object.fromEntries(Object.keys(expected.environment).map((key) => [key, NOWHERE])),
      ...Object.fromEntries([...databases].map(([key, { url }]) => [key, url])),
    },
  });
  const oracle = path.join(PROJECTS, 'oracles', name, 'schema.graphql');
  return {
    folder,
    inconsistencies: expected.expected_inconsistencies.map(nameOf).sort(),
    oracle: existsSync(oracle) ? readFileSync(oracle, 'utf8') : null,
    engine,
    async close() {
      await engine.stop();
      for (const database of databases.values()) await database.drop();
    },
  };
}

const NOWHERE = 'http://127.0.0.1:9';

/** One for each source, by the variable in which metadata finds it. */
async function createDatabases(
  folder: string,
  { sources }: Expected,
): Promise<ReadonlyMap<string, Database>> {
  const databases = new Map<string, Database>();
  const setup = path.join(folder, 'setup.sql');
  for (const { database_url } of sources) {
    const database = await createDatabase();
    databases.set(database_url.from_env, database);
    if (existsSync(setup)) await database.query(readFileSync(setup, 'utf8'));
  }
  return databases;
}

/** What Hasura calls the object of an expectation. */
function nameOf({ type, name, table, source }: ExpectedInconsistency): string {
  const short = (qualified: string): string => qualified.replace(/^public\./, '');
  if (type === 'table') return `table ${short(name)} in source ${source}`;
  if (table !== undefined) return `${type} ${name} in table ${short(table)} in source ${source}`;
  return `${type} ${name}`;
}

/** Whether the project asks for PostGIS and this Postgres cannot have it: the embedded one cannot. */
export async function lacksPostgis(name: string): Promise<boolean> {
  const folder = path.join(PROJECTS, name);
  const asks = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sql'))
    .some((file) => /postgis/i.test(readFileSync(path.join(folder, file), 'utf8')));
  if (!asks) return false;
  const database = await createDatabase();
  const found = await database.query(
    `SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'`,
  );
  await database.drop();
  return found.rows.length === 0;
}
