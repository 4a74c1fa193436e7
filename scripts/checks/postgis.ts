import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { onPath } from '../services/program.ts';

const run = promisify(execFile);

/** Where Debian and its heirs keep the programs of each major version. */
const DEBIAN = '/usr/lib/postgresql';

const APT_LIMIT_MS = 5 * 60_000;

/** The \`bin\` folder of a Postgres that has PostGIS, installed by apt where that is possible without asking. */
export async function locatePostgis(): Promise<string | undefined> {
  return installed() ?? ((await installByApt()) ? installed() : undefined);
}

function installed(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const majors = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  const major = majors.find(
    (version) =>
      existsSync(`/usr/share/postgresql/${version}/extension/postgis.control`) &&
      existsSync(path.join(DEBIAN, version, 'bin/initdb')),
  );
  return major === undefined ? undefined : path.join(DEBIAN, major, 'bin');
}

async function installByApt(): Promise<boolean> {
  const apt = onPath('apt-get', process.env);
  if (apt === undefined || process.getuid?.() !== 0) return false;
  console.log('installing postgresql-15-postgis-3 by apt, once');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    const packages = ['postgresql-15-postgis-3', 'postgresql-15'];
    await run(apt, ['install', '-y', '--no-install-recommends', ...packages], {
      env,
      timeout: APT_LIMIT_MS,
    });
    return true;
  } catch {
    return false; // an older release, no network: the cases that need PostGIS are skipped
  }
}
