import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isLiving, type ProcessIdentity } from './identity.ts';

/** One child as it is remembered, so that the next start knows it again and touches no other process. */
export interface RecordedChild extends ProcessIdentity {
  readonly way: string;
  /** What it was started for, written out: a child that listens elsewhere is of no use to a later start. */
  readonly address: string;
}

/** The children of one data folder, in a file that survives a SIGKILL of everything. */
export interface ChildRecord {
  living(name: string): RecordedChild | undefined;
  all(): ReadonlyMap<string, RecordedChild>;
  set(name: string, child: RecordedChild): void;
  forget(name: string): void;
}

export function openRecord(dataDir: string): ChildRecord {
  const file = path.join(dataDir, 'children.json');
  const children = new Map(read(file));

  return {
    living: (name) => {
      const child = children.get(name);
      return child !== undefined && isLiving(child) ? child : undefined;
    },
    all: () => children,
    set(name, child) {
      children.set(name, child);
      write();
    },
    forget(name) {
      children.delete(name);
      write();
    },
  };

  function write(): void {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(`${file}.draft`, JSON.stringify(Object.fromEntries(children), null, 2));
    renameSync(`${file}.draft`, file); // whole or not at all
  }
}

function read(file: string): [string, RecordedChild][] {
  try {
    return Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, RecordedChild>);
  } catch {
    return []; // the first start, or a file that nobody can make sense of: its children are then strangers
  }
}
