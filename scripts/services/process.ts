import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isLiving, type ProcessIdentity, signal } from './identity.ts';
import type { User } from './user.ts';

/** What to run, and where its output goes. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Another user to run as; Postgres refuses root. */
  readonly user?: User | undefined;
}

/** A process of ours, whether this program started it or found it from the last time. */
export interface Running {
  readonly identity: ProcessIdentity;
  /** Settles when the process is gone, with the reason as far as it is known. */
  readonly exited: Promise<string>;
}

/** How often a process that is no child of this one is looked at. */
const LOOK_INTERVAL_MS = 200;

/** A log is set aside at the next launch once it is larger, and the one set aside before is dropped. */
const LOG_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Starts `command` in a process group of its own: Ctrl-C in the terminal reaches only the program in the
 * foreground, which then stops its children in order.
 */
export async function launch(command: Command): Promise<Running> {
  mkdirSync(path.dirname(command.logFile), { recursive: true });
  setAsideWhenLarge(command.logFile);
  const log = openSync(command.logFile, 'a');
  try {
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: command.env,
      stdio: ['ignore', log, log],
      detached: true,
      ...command.user,
    });
    const exited = new Promise<string>((resolve) => {
      child.once('exit', (code, by) =>
        resolve(by === null ? `ended with ${code}` : `ended by ${by}`),
      );
      child.once('error', (error) => resolve(error.message));
    });
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (identity === undefined) throw new Error(`${command.file}: ${await exited}`);
    child.unref(); // whoever started it decides how long to live, not the event loop
    return { identity, exited };
  } finally {
    closeSync(log);
  }
}

/** A process that an earlier start left behind. */
export function adopt(identity: ProcessIdentity): Running {
  return { identity, exited: gone(identity).then(() => 'ended') };
}

/** Asks the process to end, and ends it when it has not within `graceMs`. */
export async function stop(
  { identity }: Pick<Running, 'identity'>,
  by: NodeJS.Signals = 'SIGTERM',
  graceMs = 5000,
): Promise<void> {
  signal(identity, by);
  if (await gone(identity, graceMs)) return;
  signal(identity, 'SIGKILL');
  await gone(identity);
}

/** Waits until the process is gone: true, or false after `limitMs`. */
async function gone(
  identity: ProcessIdentity,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  for (let pause = 10; isLiving(identity); pause = Math.min(pause * 2, LOOK_INTERVAL_MS)) {
    if (Date.now() > deadline) return false;
    await sleep(pause, undefined, { ref: limitMs !== Number.POSITIVE_INFINITY });
  }
  return true;
}

/**
 * Waits until `answers` says yes. Throws when the process ends first or the time is up. An answer counts only
 * while our process lives: one that could not bind its port ends, and the answer came from whoever holds it.
 */
export async function untilReady(
  what: string,
  running: Running,
  answers: () => Promise<boolean>,
  limitMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const ready = await answers();
    if (ready) await sleep(50); // time enough for a failed bind to show as an exit
    if (!isLiving(running.identity))
      throw new Error(`${what} ${await running.exited} before it was ready`);
    if (ready) return;
    if (Date.now() > deadline) throw new Error(`${what} did not answer within ${limitMs / 1000} s`);
    await sleep(25);
  }
}

/** The last lines of a log, for the message that tells why its program did not start. */
export function lastLines(logFile: string, count = 5): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}

function setAsideWhenLarge(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
}
