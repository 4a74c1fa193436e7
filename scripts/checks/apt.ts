import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { onPath } from '../services/program.ts';

const run = promisify(execFile);
const APT_LIMIT_MS = 5 * 60_000;

/** Installs packages where that is possible without asking. False: an older release, no network, no right, no apt. */
export async function installByApt(packages: readonly string[]): Promise<boolean> {
  const apt = onPath('apt-get', process.env);
  if (apt === undefined || process.getuid?.() !== 0) return false;
  console.log(`installing ${packages.join(', ')} by apt, once`);
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: APT_LIMIT_MS,
  };
  try {
    await run(apt, ['update'], options); // a new machine knows no packages before the lists were read once
    await run(apt, ['install', '-y', '--no-install-recommends', ...packages], options);
    return true;
  } catch {
    return false;
  }
}
