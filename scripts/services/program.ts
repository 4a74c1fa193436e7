import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cached, isCached } from './cache.ts';
import type { Site } from './chain.ts';
import { holdLock } from './lock.ts';

const run = promisify(execFile);

/** Longest time a download and build may take; a first build of Temporal took 4 minutes on 2 cores. */
const BUILD_LIMIT_MS = 30 * 60_000;

/** The file of an executable on PATH, or in one of `more` folders. */
export function onPath(
  name: string,
  env: NodeJS.ProcessEnv,
  more: readonly string[] = [],
): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(path.delimiter).filter(Boolean), ...more];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** As a way of the chain: the program `name`, if PATH has it. */
export const locateOnPath =
  (name: string) =>
  async ({ env }: Site): Promise<{ readonly file: string } | { readonly missing: string }> => {
    const file = onPath(name, env);
    return file === undefined ? { missing: `no ${name} on PATH` } : { file };
  };

/** A Go program at a pinned version, and the oldest Go that builds it. */
export interface GoPin {
  readonly module: string;
  readonly version: string;
  readonly goMinor: number;
}

/** As a way of the chain: the program, built once from the Go module proxy and kept in the cache. */
export const locateByGo =
  ({ module, version, goMinor }: GoPin) =>
  async (site: Site): Promise<{ readonly file: string } | { readonly missing: string }> => {
    const name = path.basename(module);
    const entry = `${name}-${version}-${process.platform}-${process.arch}`;
    const file = path.join(site.cacheDir, entry, name);
    if (isCached(site.cacheDir, entry)) return { file };

    const go = onPath('go', site.env, ['/usr/local/go/bin', '/usr/lib/go/bin']);
    if (go === undefined) return { missing: `cannot build ${name}: Go is not installed` };
    const unfit = await whyUnfit(go, goMinor, site.env);
    if (unfit !== undefined) return { missing: `cannot build ${name}: ${unfit}` };
    try {
      site.say(
        `  building ${name} ${version} with Go, once: this takes minutes, and nothing waits for it`,
      );
      await cached(site.cacheDir, entry, (folder) =>
        goInstall(go, `${module}@${version}`, folder, site),
      );
      return { file };
    } catch (error) {
      return { missing: `go install ${module}@${version}: ${lastLine(error)}` };
    }
  };

async function goInstall(go: string, what: string, folder: string, site: Site): Promise<void> {
  // One build at a time: two side by side need more memory than small machines have, and finish no sooner.
  const release = await holdLock(path.join(site.cacheDir, 'go-build.lock'));
  try {
    await runGroup(go, ['install', '-trimpath', '-ldflags=-s -w', what], folder, site);
  } finally {
    release();
  }
}

/** Runs a program with all that it starts; when the platform stops, or the time is up, ends them all. */
async function runGroup(
  file: string,
  args: readonly string[],
  folder: string,
  site: Site,
): Promise<void> {
  const child = spawn(file, args, {
    cwd: folder, // outside any Go module, whose go.mod would have a say
    env: { HOME: os.homedir(), ...site.env, GOBIN: folder, GOFLAGS: '-buildvcs=false' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // a process group of its own
  });
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  const limit = setTimeout(end, BUILD_LIMIT_MS);
  site.stopping.addEventListener('abort', end);
  try {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
    const [code, by] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (code !== 0) throw new Error(said.trim().split('\n').at(-1) || `ended with ${code ?? by}`);
  } finally {
    clearTimeout(limit);
    site.stopping.removeEventListener('abort', end);
  }
}

async function whyUnfit(
  go: string,
  goMinor: number,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const { stdout } = await run(go, ['env', 'GOVERSION', 'GOTOOLCHAIN'], {
      env: { HOME: os.homedir(), ...env },
      cwd: '/',
    });
    const [version = '', toolchain = ''] = stdout.split('\n');
    const minor = Number(/^go1\.(\d+)/.exec(version)?.[1]);
    // An older Go from 1.21 on fetches the one that a module asks for, unless it was told not to.
    const mayFetch = minor >= 21 && /auto|path/.test(toolchain);
    return minor >= goMinor || mayFetch ? undefined : `${version} is older than Go 1.${goMinor}`;
  } catch (error) {
    return lastLine(error);
  }
}

const lastLine = (error: unknown): string => {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.trim().split('\n').at(-1) ?? '';
};
