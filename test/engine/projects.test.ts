import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openHasuraClient } from '../../scripts/hasura/client.ts';
import { deploy, type Inconsistency } from '../../scripts/hasura/deploy.ts';
import { readProject } from '../../scripts/hasura/project.ts';
import { ROOT } from '../../scripts/platform/programs.ts';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';

/**
 * Sixteen projects that others wrote for the real Hasura, deployed as the CLI would: every migration applies, and
 * exactly the objects are inconsistent that must be. The projects lie beside the repository and belong to their authors.
 */
const PROJECTS = path.resolve(ROOT, '../shared/projects');
/** The longest, planx, has 416 migrations, each a request. */
const TIMEOUT_MS = 180_000;

interface ExpectedSource {
  readonly name: string;
  readonly database_url: { readonly from_env: string };
}
interface Expected {
  readonly sources: readonly ExpectedSource[];
  readonly environment: Readonly<Record<string, string>>;
  readonly expected_inconsistencies: readonly {
    readonly type: string;
    readonly name: string;
    readonly table?: string;
    readonly source?: string;
  }[];
}

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** What Hasura calls the object of an expectation. */
function nameOf({
  type,
  name,
  table,
  source,
}: Expected['expected_inconsistencies'][number]): string {
  const short = (qualified: string): string => qualified.replace(/^public\./, '');
  if (type === 'table') return `table ${short(name)} in source ${source}`;
  if (table !== undefined) return `${type} ${name} in table ${short(table)} in source ${source}`;
  return `${type} ${name}`;
}

/** A database for each source, and the variables by which metadata finds them. */
async function prepare(folder: string, expected: Expected) {
  const databases = new Map<string, Database>();
  for (const { database_url } of expected.sources) {
    const database = await createDatabase();
    closing.push(() => database.drop());
    databases.set(database_url.from_env, database);
    const setup = path.join(folder, 'setup.sql');
    if (existsSync(setup)) await database.query(readFileSync(setup, 'utf8'));
  }
  const others = Object.keys(expected.environment).map((name) => [name, 'http://127.0.0.1:9']);
  const urls = [...databases].map(([name, { url }]) => [name, url]);
  const [first] = databases.values();
  if (!first) throw new Error(`${folder} names no source`);
  return {
    metadataUrl: first.url,
    env: Object.fromEntries([...others, ...urls]) as Record<string, string>,
  };
}

async function open(folder: string, expected: Expected): Promise<Engine> {
  const { metadataUrl, env } = await prepare(folder, expected);
  const naming = { HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: 'naming_convention' };
  // The metadata database is said on the command line, and wins over a variable that is a source's.
  const engine = await startEngine({
    databaseUrl: metadataUrl,
    env: { ...naming, ...env },
  });
  closing.push(() => engine.stop());
  return engine;
}

const projects = existsSync(PROJECTS)
  ? readdirSync(PROJECTS).filter((name) => existsSync(path.join(PROJECTS, name, 'expected.json')))
  : [];

test.skipIf(projects.length > 0)('the projects lie in ../shared/projects', () => {
  console.warn(`${PROJECTS} is not there: no project of others was deployed`);
});

/** Whether a project asks for PostGIS and this Postgres cannot have it: the embedded one cannot. */
async function lacksPostgis(folder: string): Promise<boolean> {
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

test.for(projects)('%s deploys', { timeout: TIMEOUT_MS }, async (name, { skip }) => {
  const folder = path.join(PROJECTS, name);
  if (await lacksPostgis(folder)) {
    console.warn(`${name} was not deployed: it needs PostGIS, which this Postgres does not have`);
    skip();
  }
  const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Expected;
  const engine = await open(folder, expected);
  const client = openHasuraClient(engine.url, engine.adminSecret);
  const project = readProject(folder);
  const { inconsistencies } = await deploy(client, project);

  const told = inconsistencies.map((found: Inconsistency) => found.name).sort();
  expect(told).toEqual(expected.expected_inconsistencies.map(nameOf).sort());
  await expectStable(engine);
});

/** Export, apply, export: no difference. */
async function expectStable(engine: Engine): Promise<void> {
  const first = await engine.metadata('export_metadata');
  const applied = await engine.post('/v1/metadata', {
    type: 'replace_metadata',
    version: 2,
    args: { allow_inconsistent_metadata: true, metadata: first.body },
  });
  expect(applied.status).toBe(200);
  const second = await engine.metadata('export_metadata');
  expect(JSON.stringify(second.body)).toBe(JSON.stringify(first.body));
}
