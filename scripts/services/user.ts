import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A user of the operating system, as `spawn` takes it. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Whom Postgres runs as: nobody else when we are an ordinary user, since it refuses root only. */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = userNamed('postgres') ?? userNamed('nobody');
  if (found === undefined)
    throw new Error(
      'Postgres refuses to run as root, and there is no user "postgres" or "nobody" to run it as: ' +
        'run this as an ordinary user, or create one with `useradd --system postgres`',
    );
  return found;
}

/** initdb looks its user up by number, so it has to be one of /etc/passwd. */
function userNamed(name: string): User | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [login, , uid, gid] = line.split(':');
    if (login === name) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** Whether `user` can get into `dir`, asked of the system itself: modes, groups and ACLs all have a say. */
export function mayEnter(dir: string, user: User | undefined): boolean {
  if (user === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { ...user, cwd: '/' }).status === 0;
}

/** Makes a folder that belongs to `user` alone. */
export function makeOwnFolder(dir: string, user: User | undefined): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(dir, user.uid, user.gid);
}

/** Lets everyone read what is below `dir`: npm under a strict umask makes files that only root can read. */
export function makeReadable(dir: string): void {
  chmodSync(dir, 0o755);
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory()) makeReadable(file);
    else if (entry.isFile()) chmodSync(file, lstatSync(file).mode & 0o111 ? 0o755 : 0o644);
  }
}
