import { buildClientSchema, buildSchema, getIntrospectionQuery } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import { openHasuraClient } from '../../../scripts/hasura/client.ts';
import { deploy } from '../../../scripts/hasura/deploy.ts';
import { readProject } from '../../../scripts/hasura/project.ts';
import type { Engine } from '../../support/engine.ts';
import { lacksPostgis, openProject, PROJECTS, projectNames } from './project.ts';
import { factsOf } from './schema-facts.ts';
import { expectServed } from './served.ts';

/**
 * Sixteen projects that others wrote for the real Hasura, deployed as the CLI would: every migration applies, exactly
 * the objects are inconsistent that must be, a second export equals the first, and every role is served.
 */

/** The longest, planx, has 416 migrations, each a request. */
const TIMEOUT_MS = 180_000;

/** Tables that no engine could answer for. */
const DEFECTS: Readonly<Record<string, readonly RegExp[]>> = {
  // A view over two tables of hdb_catalog asks for `trigger_name`, which both have.
  aerie: [/: column reference "trigger_name" is ambiguous in \{ refresh_\w+_logs/],
  // A relationship by hand compares text with uuid.
  planx: [/: operator does not exist: uuid = text in \{ submission_services_summary/],
};

test.skipIf(projectNames.length > 0)('the projects lie in ../shared/projects', () => {
  console.warn(`${PROJECTS} is not there: no project of others was deployed`);
});

test.for(projectNames)('%s', { timeout: TIMEOUT_MS }, async (name, { skip }) => {
  if (await lacksPostgis(name)) {
    console.warn(`${name} was not deployed: it needs PostGIS, which this Postgres does not have`);
    skip();
  }
  const project = await openProject(name);
  onTestFinished(() => project.close());
  const { engine, folder, oracle } = project;
  const client = openHasuraClient(engine.url, engine.adminSecret);
  const { inconsistencies } = await deploy(client, readProject(folder));
  expect(inconsistencies.map((found) => found.name).sort()).toEqual(project.inconsistencies);
  await expectStable(engine);
  expect((await expectServed(engine, DEFECTS[name])).queries).toBeGreaterThan(0);
  if (oracle !== null) await expectAgreement(engine, oracle);
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

async function expectAgreement(engine: Engine, oracle: string): Promise<void> {
  const { body } = await engine.graphql(getIntrospectionQuery());
  const ours = new Set(factsOf(buildClientSchema(body.data)));
  const theirs = new Set(factsOf(buildSchema(oracle, { assumeValidSDL: true })));
  expect([...ours].filter((fact) => !theirs.has(fact))).toEqual([]);
  const missing = [...theirs].filter((fact) => !ours.has(fact));
  expect(missing.filter((fact) => !OF_REMOTE_SCHEMA.test(fact))).toEqual([]);
}

/** Of the dump of sim-pipe: what its remote schema brings, which cannot be reached here. */
const OF_REMOTE_SCHEMA =
  /^(input|type) (Create(Run|Simulation)Input|StepEnvironmentVariable|StepTimeout|Run|Simulation)\.|^scalar json$|^type mutation_root\.((cancel|create|start)Run|createSimulation)\(|^type query_root\.(computeUploadPresignedUrl|ping|username):/;
