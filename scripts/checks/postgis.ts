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
  const found = installed() ?? ((await installByApt()) ? installed() : undefined);
  if (found !== undefined) await ensureLocale();
  return found;
}

/** Some cases set `lc_monetary` to this locale, which the original's test image has. */
const LOCALE = 'en_US.UTF-8';

async function ensureLocale(): Promise<void> {
  const apt = onPath('apt-get', process.env);
  const { stdout } = await run('locale', ['-a']).catch(() => ({ stdout: '' }));
  if (/^en_US\.utf-?8$/im.test(stdout) || apt === undefined || process.getuid?.() !== 0) return;
  try {
    await aptInstall(apt, ['locales']);
    await run('localedef', ['-i', 'en_US', '-f', 'UTF-8', LOCALE]);
  } catch {
    console.log(`the locale ${LOCALE} cannot be made here: cases that set it will fail`);
  }
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
  try {
    await aptInstall(apt, ['postgresql-15-postgis-3', 'postgresql-15']);
    return true;
  } catch {
    return false; // an older release, no network: the cases that need PostGIS are skipped
  }
}

/** A new machine knows no packages before the lists were read once. */
async function aptInstall(apt: string, packages: readonly string[]): Promise<void> {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: APT_LIMIT_MS,
  };
  await run(apt, ['update'], options);
  await run(apt, ['install', '-y', '--no-install-recommends', ...packages], options);
}
