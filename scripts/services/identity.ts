import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process beyond doubt: a pid alone is given to somebody else as soon as its process has ended. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** The identity of a living process; undefined when there is none, or only a zombie of it. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startTimeByProc(pid) : startTimeByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export const isLiving = ({ pid, startedAt }: ProcessIdentity): boolean =>
  identify(pid)?.startedAt === startedAt;

/** Signals the process if it still is the one that was meant. */
export function signal(target: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isLiving(target)) return;
  try {
    process.kill(target.pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** The whole command line of a process, as everyone may see it. */
export function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return ps(pid, 'command=');
  } catch {
    return ''; // it has ended
  }
}

function startTimeByProc(pid: number): string | undefined {
  try {
    // The name in brackets may itself hold brackets and blanks, so the fields are counted from the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTicks = fields[18];
    if (state === 'Z' || startTicks === undefined) return undefined;
    // Ticks count from boot: without the boot's id, a pid file from before a reboot could match by chance.
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startTicks}`;
  } catch {
    return undefined;
  }
}

function startTimeByPs(pid: number): string | undefined {
  try {
    const [state, ...startedAt] = ps(pid, 'state=,lstart=').split(/\s+/);
    return state?.startsWith('Z') ? undefined : startedAt.join(' ');
  } catch {
    return undefined;
  }
}

const ps = (pid: number, columns: string): string =>
  execFileSync('ps', ['-o', columns, '-p', String(pid)], { encoding: 'utf8' }).trim();
