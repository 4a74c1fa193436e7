import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openHasuraClient } from '../hasura/client.ts';
import { deploy } from '../hasura/deploy.ts';
import { type HasuraProject, readProject } from '../hasura/project.ts';
import { Platform } from '../platform/platform.ts';
import { portsFrom } from '../platform/ports.ts';
import { ROOT } from '../platform/programs.ts';
import { openSite } from '../platform/site.ts';
import { removeData } from '../platform/stop.ts';
import { reservePort } from '../services/ports.ts';

export interface MomentaryEngine {
  readonly endpoint: string;
  readonly adminSecret: string;
  readonly databaseUrl: string;
  readonly project: HasuraProject;
}

/** Runs \`work\` with an engine on an empty database that hasura/ was deployed to, and clears both away. */
export async function withEngine<T>(work: (engine: MomentaryEngine) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-codegen-'));
  chmodSync(folder, 0o755); // Postgres's user has to get in
  const ports = { ...portsFrom(1), engine: await reservePort(), postgres: await reservePort() };
  const site = openSite(
    path.join(folder, 'data'),
    ports,
    outsideRemoved(process.env),
    () => undefined,
  );
  const platform = new Platform(site, {
    without: ['handlers', 'worker', 'mail', 's3', 'temporal'],
    postgresSettings: { fsync: 'off' },
  });
  try {
    await platform.openApi();
    const endpoint = platform.environment['HASURA_GRAPHQL_ENDPOINT'] ?? '';
    const { adminSecret } = site.secrets;
    const project = readProject(path.join(ROOT, 'hasura'));
    const { inconsistencies } = await deploy(openHasuraClient(endpoint, adminSecret), project);
    if (inconsistencies.length > 0)
      throw new Error(
        `hasura/ is inconsistent: ${inconsistencies.map(({ name, reason }) => `${name}: ${reason}`).join('; ')}`,
      );
    return await work({
      endpoint,
      adminSecret,
      databaseUrl: platform.environment['PG_DATABASE_URL'] ?? '',
      project,
    });
  } finally {
    await platform.stop();
    await removeData(site);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the environment says of a running platform must not reach this one, nor this one's work reach that. */
const outsideRemoved = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => name !== 'PG_DATABASE_URL' && !name.startsWith('HASURA_GRAPHQL_'),
    ),
  );
