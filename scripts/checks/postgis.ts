import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { installByApt } from './apt.ts';

const run = promisify(execFile);

const PACKAGES = ['postgresql-15-postgis-3', 'postgresql-15'];

/** Where Debian and its heirs keep the programs of each major version. */
const DEBIAN = '/usr/lib/postgresql';

/** The \`bin\` folder of a Postgres that has PostGIS, installed by apt where that is possible without asking. */
export async function locatePostgis(): Promise<string | undefined> {
  const found = installed() ?? ((await installByApt(PACKAGES)) ? installed() : undefined);
  if (found !== undefined) await ensureLocale();
  return found;
}

/** Some cases set `lc_monetary` to this locale, which the original's test image has. */
const LOCALE = 'en_US.UTF-8';

async function ensureLocale(): Promise<void> {
  const { stdout } = await run('locale', ['-a']).catch(() => ({ stdout: '' }));
  if (/^en_US\.utf-?8$/im.test(stdout)) return;
  try {
    await installByApt(['locales']);
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
