import path from 'node:path';
import { environmentOfRunning } from '../platform/data-dir.ts';
import { ROOT } from '../platform/programs.ts';

/** Runs a command: what it answers goes to stdout; what it throws to stderr, and the exit code is 1 (2 for misuse). */
export function runCommand(help: string, work: () => Promise<string>): void {
  work().then(
    (answer) => console.log(answer.trimEnd()),
    (error: Error & { code?: string }) => {
      const isMisuse = error.code?.startsWith('ERR_PARSE_ARGS') ?? false;
      console.error(isMisuse ? `${error.message}\n\n${help}` : error.message);
      process.exitCode = isMisuse ? 2 : 1;
    },
  );
}

/** For the help of each command that reaches a platform. */
export const DATA_DIR_HELP = `  --data-dir DIR   the platform that scripts/start runs there (.data); it tells all below that is not set`;

/** What the environment says, and for the rest a platform that runs. */
export function environmentOf(dataDir: string | undefined): NodeJS.ProcessEnv {
  const folder = dataDir === undefined ? path.join(ROOT, '.data') : callersPath(dataDir);
  return environmentOfRunning(folder, process.env);
}

/** A variable that a command cannot do without. */
export function required(env: NodeJS.ProcessEnv, name: string, what: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set, and no platform runs: it ${what}`);
  return value;
}

/** A path as the caller means it: the scripts themselves go to the project's root. */
export const callersPath = (file: string): string =>
  path.resolve(process.env['CALLER_DIR'] ?? process.cwd(), file);
